"""Who is behind one number, as far as somebody may know and anybody still does."""

from dataclasses import dataclass, field

from accounts.models import User
from training.report.figures import finder_of
from training.report.names import Name
from training.report.sheet import Sheet


@dataclass
class Behind:
    """What is named; how many lost their name; how many another body looks after, or are gone."""

    figure: str
    of: str
    number: int = 0
    named: list[tuple[Name, list[str]]] = field(default_factory=list)
    nameless: int = 0
    not_ours: int = 0


def behind(sheet: Sheet, slug: str, cut: str, value: str, user: User) -> Behind | None:
    """Nothing if the sheet has no such number. What counts once is named once, with all details."""
    items, finder = sheet.items_of(slug, cut, value), finder_of(slug)
    if items is None or finder is None:
        return None
    names = finder({item.row for item in items}, user)
    groups: dict[str | int, list[Name]] = {}
    for item in items:
        group = groups.setdefault(item.once, [])
        if item.row in names:
            group.append(names[item.row])
    label = next(column.label for column in sheet.columns if column.slug == slug)
    number = sum({item.once: item.number for item in items}.values())
    found = Behind(label, sheet.label_of(cut, value), number=number)
    for group in groups.values():
        called = [name for name in group if name.text]
        if called:
            found.named.append((called[0], [name.detail for name in called]))
        elif group:
            found.nameless += 1
        else:
            found.not_ours += 1
    found.named.sort(key=lambda pair: pair[0].text.casefold())
    return found
