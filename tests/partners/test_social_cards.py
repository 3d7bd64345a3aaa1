"""The pictures that links are shown with where people share them."""

import re
from io import BytesIO

import pytest
from PIL import Image

from partners import poster_pixels, posters, social_card
from partners.poster_pixels import drawn, outlines, palettes
from reference.models import PosterFamily
from tests.factories import make_offer, make_organisation


def test_an_outline_is_walked_as_svg_says():
    assert list(outlines("M0 40 40 0v40z")) == [[(0, 40), (40, 0), (40, 40)]]
    assert list(outlines("m0 0h8v8H0z m0 16l4 0 0 4z")) == [
        [(0, 0), (8, 0), (8, 8), (0, 8)],
        [(0, 16), (4, 16), (4, 20)],
    ]


@pytest.mark.parametrize(
    ("path", "middle", "radius"),
    [
        ("M0 40a20 20 0 0 1 40 0z", (20, 40), 20),
        ("M0 40V0a40 40 0 0 1 40 40z", (0, 40), 40),
        ("M40 40H29A29 29 0 0 0 0 11z", (0, 40), 29),
    ],
    ids=["half", "quarter", "the other way round"],
)
def test_an_arc_keeps_its_distance_from_its_middle(path, middle, radius):
    (points,) = outlines(path)
    on_the_arc = [p for p in points if p not in {(0, 40), (40, 40)}]
    assert len(on_the_arc) > 20
    for x, y in on_the_arc:
        assert ((x - middle[0]) ** 2 + (y - middle[1]) ** 2) ** 0.5 == pytest.approx(radius)


@pytest.mark.parametrize("family", PosterFamily.values)
def test_each_family_is_drawn_in_its_own_colours(family):
    assert palettes()[family].keys() == set("zabcd")
    image = drawn(posters.poster("17", [family]), 20)
    assert image.size == (60, 60)
    used = {f"#{r:02x}{g:02x}{b:02x}" for _, (r, g, b) in image.getcolors(9_999)}
    assert len(used & {_long(colour) for colour in palettes()[family].values()}) >= 2


def _long(colour):
    digits = colour[1:]
    return f"#{''.join(d * 2 for d in digits) if len(digits) == 3 else digits}"


def test_every_shape_of_every_drawing_is_known():
    for name in poster_pixels._paths():
        assert poster_pixels._mask(name, 90, 10).getextrema()[1] > 0
    drawn(posters.mosaic(), 4)


def test_a_long_name_is_made_small_and_cut_and_a_short_one_is_large():
    lines, small = social_card._fitted("The Very Long Trust of Everything " * 6)
    assert len(lines) <= 5
    assert lines[-1].endswith("…")
    short, large = social_card._fitted("Salt Loft")
    assert short == ["Salt Loft"]
    assert large.size > small.size
    for line in lines:
        assert small.getlength(line) <= social_card._TEXT_WIDTH
    (one,), font = social_card._fitted("Llanfair" * 12)
    assert font.getlength(one) <= social_card._TEXT_WIDTH


@pytest.mark.parametrize(
    ("typed", "written"), [("Łódź", "Lódz"), ("Bühne", "Bühne"), ("Art 東京 🎭", "Art  "), ("", "")]
)
def test_letters_that_the_font_lacks_lose_their_marks_or_go(typed, written):
    font = social_card._font("bricolage", 42)
    assert social_card._writable(typed, font) == written


@pytest.mark.django_db
def test_the_pages_of_a_partner_name_its_card(client):
    organisation = make_organisation(name="Salt & Loft")
    profile = organisation.get_absolute_url()
    card = f"http://localhost:8000{profile}card.png"
    for address in (profile, make_offer(organisation=organisation).get_absolute_url()):
        page = client.get(address).text
        assert f'<meta property="og:image" content="{card}">' in page
        assert '<meta property="og:image:alt" content="Salt &amp; Loft">' in page
    response = client.get(f"{profile}card.png")
    image = Image.open(BytesIO(response.content))
    assert (response["Content-Type"], image.size) == ("image/png", (1200, 630))
    again = client.get(f"{profile}card.png", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert not response.cookies


@pytest.mark.django_db
def test_every_other_page_names_the_card_of_the_site(client):
    card = '<meta property="og:image" content="http://localhost:8000/partners/card.png">'
    for address in ("/", "/partners/", "/about/"):
        assert card in client.get(address).text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/", "/partners/", "/partners/?q=partner&near=PL4+8", "/partners/map/", "/about/", "{region}"],
)
def test_every_page_says_what_it_is_where_it_is_shared(client, address):
    for _ in range(3):
        organisation = make_organisation(name="Salt & Loft")
    make_offer(organisation=organisation)
    pages = [address.replace("{region}", "/partners/in/south-west/")]
    pages += [organisation.get_absolute_url(), make_offer().get_absolute_url()]
    for address in pages:
        head = client.get(address).text.partition("</head>")[0]
        said = dict(re.findall(r'<meta property="og:(\w+)" content="(.*?)">', head))
        assert said["url"] == f"http://localhost:8000{address.replace('&', '&amp;')}"
        assert said["title"] == re.search("<title>(.*?)</title>", head)[1]
        assert said["description"] == re.search('name="description" content="(.*?)"', head)[1]
        assert head.count('property="og:title"') == 1
        canonical = re.findall('rel="canonical" href="(.*?)"', head)
        assert canonical == ([] if "/map/" in address else [said["url"]])


@pytest.mark.django_db
def test_a_card_costs_two_queries(client, django_assert_num_queries):
    address = f"{make_organisation().get_absolute_url()}card.png"
    with django_assert_num_queries(2):
        client.get(address)
