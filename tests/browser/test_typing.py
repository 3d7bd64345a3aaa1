"""Suggestions while typing, by keyboard; and nothing lost without them."""

from playwright.sync_api import expect


def test_the_keyboard_chooses_a_suggestion_and_escape_keeps_what_was_typed(demo, axe):
    demo.goto("/")
    box = demo.get_by_label("Postcode, town or village")
    options = demo.locator("#near-list [role=option]")
    box.press_sequentially("manch")
    expect(options.first).to_have_text("Manchester")
    expect(demo.locator("#near-list + [role=status]")).to_contain_text("suggestion")
    expect(box).to_have_attribute("aria-expanded", "true")
    axe(demo)
    assert options.first.bounding_box()["height"] >= 44
    box.press("Escape")
    expect(demo.locator("#near-list")).to_be_hidden()
    assert box.input_value() == "manch"
    box.press("e")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "near-list-0")
    box.press("Enter")
    assert box.input_value() == "Manchester"
    expect(demo.locator("#near-list")).to_be_hidden()
    axe(demo)
    box.press("Enter")
    expect(demo.locator("#count")).to_contain_text("Manchester")


def test_leaving_the_field_closes_the_list_and_a_click_chooses(demo):
    demo.goto("/partners/")
    box = demo.get_by_label("What", exact=True)
    box.press_sequentially("musi")
    first = demo.locator("#q-list [role=option]").first
    expect(first).to_have_text("Music")
    box.press("Tab")
    expect(demo.locator("#q-list")).to_be_hidden()
    box.focus()
    box.press("End")
    box.press_sequentially("c")
    first.click()
    assert box.input_value() == "Music"
    expect(box).to_be_focused()
    box.press("Enter")
    demo.wait_for_url("**/partners/?q=Music")
    expect(demo.locator("#q-list")).to_be_hidden()


def test_only_of_a_name_is_it_said_that_none_is_suggested(demo):
    """Words and postcodes can be searched as they are."""
    demo.goto("/")
    for field, typed, said in (
        ("q", "printmaking in year 4", ""),
        ("near", "PL4 8AA", ""),
        ("near", "Zyzzyva", "No suggestions"),
    ):
        with demo.expect_response("**/suggest?**"):
            demo.locator(f"#{field}").fill(typed)
        demo.evaluate("new Promise((done) => setTimeout(done, 50))")
        expect(demo.locator(f"#{field}-list + [role=status]")).to_have_text(said)
