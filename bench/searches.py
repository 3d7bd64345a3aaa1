"""The searches that are measured, by what they ask for."""

from django.http import QueryDict

from partners.search.filters import SearchFilterSet
from partners.search.index import DirectoryIndex
from partners.search.query import SearchQuery

THREE_FILTERS = "key_stage=ks2&art_form=dance&cost=free"
WITH_PLACE = f"near=Hull&{THREE_FILTERS}"
SEARCHES = {
    "no filter": "",
    "one filter": "art_form=dance",
    "three filters": THREE_FILTERS,
    "three filters and a region": f"region=south-west&{THREE_FILTERS}",
    "a value of every filter of offers": (
        "key_stage=ks2&art_form=dance&cost=free&delivery=at-setting&offer_type=workshop"
        "&setting_type=special&theme=music&criterion=leadership&arts_award=explore"
    ),
}
PAGES = {
    "three filters": THREE_FILTERS,
    "a place": "near=Hull",
    "a place and three filters": WITH_PLACE,
    "words": "q=puppet+theatre",
    "words by relevance": "q=puppet+theatre&sort=relevance",
    "words and a place": "q=puppet+theatre&near=Leeds",
    "nothing found": "q=zxqjv&near=Truro",
    "one of two words found": "q=drama+zebraxx",
    "page 40 from A to Z": "sort=name&page=40",
}


def query_of(index: DirectoryIndex, address: str) -> SearchQuery:
    return SearchFilterSet(QueryDict(address), options=index.options).query
