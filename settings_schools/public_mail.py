"""Mail of everybody: an address there proves nothing about where somebody works."""

# Providers that people of England have addresses with, and their families of domains.
# fmt: off
_PROVIDERS = frozenset((
    "aim.com", "aol.co.uk", "aol.com", "blueyonder.co.uk", "btconnect.com", "btinternet.com",
    "btopenworld.com", "duck.com", "email.com", "fastmail.com", "fastmail.co.uk", "fastmail.fm",
    "fsmail.net", "gmail.com", "gmx.co.uk", "gmx.com", "gmx.de", "gmx.net", "googlemail.com",
    "hey.com", "hotmail.co.uk", "hotmail.com", "hotmail.fr", "hushmail.com", "icloud.com",
    "live.co.uk", "live.com", "lycos.co.uk", "mac.com", "mail.com", "mail.ru", "me.com",
    "msn.com", "ntlworld.com", "o2.co.uk", "orange.net", "outlook.co.uk", "outlook.com",
    "plus.com", "plusnet.com", "pm.me", "posteo.de", "posteo.net", "proton.me", "protonmail.ch",
    "protonmail.com", "rocketmail.com", "sky.com", "skynet.co.uk", "supanet.com", "talk21.com",
    "talktalk.co.uk", "talktalk.net", "tesco.net", "tiscali.co.uk", "tutanota.com", "uwclub.net",
    "virgin.net", "virginmedia.com", "wanadoo.co.uk", "web.de", "yahoo.co.uk", "yahoo.com",
    "yahoo.fr", "yahoo.ie", "yandex.com", "yandex.ru", "ymail.com", "zoho.com", "zoho.eu",
    "zen.co.uk",
))
# fmt: on
# So many work behind these that a colleague there is no colleague of a setting. Staff may enter
# one by hand, for a youth offending team or a virtual school of a council.
_OF_THOUSANDS = (".gov.uk", ".nhs.uk", ".ac.uk")
_THEMSELVES = frozenset({"nhs.net", "sch.uk", "co.uk", "org.uk", "gov.uk", "ac.uk", "nhs.uk"})


def domain_of(email: str) -> str:
    """What comes after the @."""
    return email.rpartition("@")[2].strip().lower()


def is_anybodys(domain: str) -> bool:
    """Whether anybody can have an address at this domain, or it is no domain of one body."""
    return domain in _PROVIDERS or domain in _THEMSELVES


def proves_by_itself(domain: str) -> bool:
    """Whether one person's domain says where the next one of it works."""
    return bool(domain) and not is_anybodys(domain) and not domain.endswith(_OF_THOUSANDS)
