"""What looks like a pupil or a contact in what a teacher writes."""

import pytest

from enquiries.asking.personal import looks_personal


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Our pupil Jack Smith needs a ramp", ["pupil Jack Smith"]),
        ("for a boy called Jack", ["boy called Jack"]),
        ("Mill Road Primary, for our student Roman Novak", ["student Roman Novak"]),
        ("Amira has ADHD and loves drums", ["Amira has ADHD"]),
        ("Amira Khan is autistic", ["Amira Khan is autistic"]),
        ("Jack Smith in Year 4 has autism", ["Jack Smith in Year 4 has autism"]),
        ("Oliver Jones (Y5) is a selective mute", ["Oliver Jones (Y5) is a selective mute"]),
        ("our pupil O'Brien", ["pupil O'Brien"]),
        ("pupil J. Smith sings", ["pupil J. Smith"]),
        ("pupil Łukasz", ["pupil Łukasz"]),
        ("pupil April Jones", ["pupil April Jones"]),
        ("ring me on 01752 555 019", ["01752 555 019"]),
        ("ring +44 7700 900123.", ["+44 7700 900123"]),
        ("mail tess@school.example please", ["tess@school.example"]),
        ("UPN A123456789012", ["A123456789012"]),
        ("born 3 March 2015", ["born 3 March 2015"]),
        ("DOB 03/04/2015", ["DOB 03/04/2015"]),
    ],
)
def test_it_is_shown(text, found):
    assert looks_personal(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "A day of printing for 60 pupils in Year 4, in the spring of 2027.",
        "Two pupils use wheelchairs; one child has autism.",
        "Pupils are to make a mural of Leeds Castle for £1,200.",
        "Children from Year 3 and the pupils of Class 4B, who study Roald Dahl.",
        "Hull Boys School",
        "Newland School for Girls, Hull",
        "St Mary's Girls Roman Catholic High School",
        "Pupil Referral Unit, Hill Road",
        "Our student council and Pupil Premium lead; Hull School is autism-friendly.",
        "students Friday, or pupils May to June",
        "pupils Easter term",
        "pupils January to March",
        "Pupils Love it",
        "Somebody in Year 4 has autism, and one of Class 5 is dyslexic. She has ADHD.",
        "From 9.30 to 15.15 on 3 March 2027 or 10 March 2027",
        "",
    ],
)
def test_ordinary_words_pass(text):
    assert looks_personal(text) == []
