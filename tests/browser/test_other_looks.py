"""For people who set their own colours, and those whom movement makes ill."""

import pytest

from tests.browser.test_accessibility import FOCUSED, set_details

ADDRESSES = ["/", "/partners/?near=Hull&key_stage=ks2", "/partners/map/?near=Hull"]

# What a colour alone set apart: in forced colours only its border does.
WITHOUT_BORDER = """() => [...document.querySelectorAll('.button, .chip, .tag')]
  .filter((one) => one.checkVisibility() && getComputedStyle(one).borderTopStyle === 'none')
  .map((one) => one.outerHTML)"""
# What still moves: seconds, and what it is.
MOVING = """() => [...document.querySelectorAll('*')].flatMap((one) => {
  const style = getComputedStyle(one);
  const times = `${style.transitionDuration},${style.animationDuration}`.split(',');
  return times.some((time) => parseFloat(time) > 0.01) ? [one.tagName + '.' + one.className] : [];
})"""


@pytest.mark.parametrize("address", ADDRESSES)
def test_in_forced_colours_everything_is_still_set_apart(demo, axe, address):
    demo.emulate_media(forced_colors="active")
    demo.goto(address)
    set_details(demo, is_open=True)
    axe(demo)
    assert demo.evaluate(WITHOUT_BORDER) == []
    for _ in range(8):
        demo.keyboard.press("Tab")
        assert demo.evaluate(FOCUSED)["ring"]


def test_nothing_moves_for_those_who_asked_for_less(demo):
    demo.emulate_media(reduced_motion="reduce")
    for address in ADDRESSES:
        demo.goto(address)
        set_details(demo, is_open=True)
        assert demo.evaluate(MOVING) == []
        assert demo.evaluate("document.getAnimations().length") == 0
