"""What is shown of a page where people share its link."""

from __future__ import annotations

import re

from django import template

register = template.Library()

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta name="description" content="(.*?)">', re.DOTALL)


class SharedHead(template.Node):
    """The head's title and description, said again in the words that social sites read."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        """What was escaped for the head is said again as it stands there."""
        head = self.nodelist.render(context)
        said = [pattern.search(head) for pattern in (_TITLE, _DESCRIPTION)]
        title, description = (one[1] if one else "" for one in said)
        return (
            f'{head}<meta property="og:title" content="{title}">\n'
            f'  <meta property="og:description" content="{description}">'
        )


@register.tag
def shared_head(parser: template.base.Parser, token: template.base.Token) -> SharedHead:
    nodelist = parser.parse(("endshared_head",))
    parser.delete_first_token()
    return SharedHead(nodelist)
