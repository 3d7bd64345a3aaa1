"""Files as the national register gives them, of schools that are nowhere."""

import csv
import io

COLUMNS = [
    *("URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName"),
    *("TypeOfEstablishment (code)", "TypeOfEstablishment (name)"),
    *("EstablishmentStatus (code)", "EstablishmentStatus (name)", "OpenDate", "CloseDate"),
    *("PhaseOfEducation (code)", "PhaseOfEducation (name)", "NumberOfPupils"),
    *("Street", "Locality", "Town", "Postcode", "TelephoneNum"),
    *("HeadTitle (name)", "HeadFirstName", "HeadLastName", "HeadPreferredJobTitle"),
    *("GOR (name)", "DistrictAdministrative (code)", "GSSLACode (name)", "Easting", "Northing"),
]
# So many columns a file of theirs has.
FILLING = [f"SEN{number} (name)" for number in range(1, 101)]
SCHOOL = {
    "URN": "900001",
    "LA (code)": "383",
    "LA (name)": "Leeds",
    "EstablishmentNumber": "1000",
    "EstablishmentName": "Mill Road Primary School",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentStatus (name)": "Open",
    "OpenDate": "01-09-2001",
    "PhaseOfEducation (name)": "Primary",
    "NumberOfPupils": "210",
    "Town": "Leeds",
    "Postcode": "LS10 2LA",
    "TelephoneNum": "01632 960000",
    "HeadTitle (name)": "Ms",
    "HeadFirstName": "Canary",
    "HeadLastName": "Bird",
    "HeadPreferredJobTitle": "Headteacher",
    "GSSLACode (name)": "E08000035",
    "Easting": "431887",
    "Northing": "431208",
}


def school(**changes):
    """A row; columns by their names with `_` for what Python cannot spell."""
    return SCHOOL | {_NAMES[name]: text for name, text in changes.items()}


_NAMES = {
    **{"urn": "URN", "name": "EstablishmentName", "kind": "TypeOfEstablishment (name)"},
    **{"status": "EstablishmentStatus (name)", "phase": "PhaseOfEducation (name)"},
    **{"la": "LA (code)", "la_name": "LA (name)", "gss": "GSSLACode (name)"},
    **{"district": "DistrictAdministrative (code)", "postcode": "Postcode", "town": "Town"},
    **{"opened": "OpenDate", "closed": "CloseDate", "pupils": "NumberOfPupils"},
    **{"easting": "Easting", "northing": "Northing", "number": "EstablishmentNumber"},
}


def file_of(path, *rows, encoding="utf-8", filling=FILLING, columns=COLUMNS):
    """Written as theirs: CRLF, every cell there."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    header = [*columns, *filling]
    writer.writerow(header)
    for row in rows:
        writer.writerow(row if isinstance(row, list) else [row.get(name, "") for name in header])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def links_of(path, *pairs):
    """Rows of URN, LinkURN, LinkType and date."""
    lines = ['"URN","LinkURN","LinkName","LinkType","LinkEstablishedDate"']
    lines += [
        f'{one},{other},"Hill School\xa0","{kind}","{day}"' for one, other, kind, day in pairs
    ]
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("cp1252"))
    return path
