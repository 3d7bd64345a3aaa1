"""From latitude and longitude (WGS84, what maps and phones give) to the British National Grid.

The formulas are those of Ordnance Survey's “A guide to coordinate systems in Great Britain”:
a Helmert transformation to the Airy ellipsoid of 1830, then a transverse Mercator projection.
Good to about five metres, which is less than the width of a postcode.
"""

from math import atan2, cos, hypot, radians, sin, sqrt, tan
from typing import NamedTuple

from reference.positions import GridPoint


class _Ellipsoid(NamedTuple):
    semi_major: float
    semi_minor: float

    @property
    def eccentricity_squared(self) -> float:
        return 1 - (self.semi_minor / self.semi_major) ** 2


_WGS84 = _Ellipsoid(6378137.0, 6356752.314245)
_AIRY = _Ellipsoid(6377563.396, 6356256.909)

# The Helmert transformation from WGS84 to OSGB36: metres, seconds of arc, parts per million.
_SHIFT = (-446.448, 125.157, -542.060)
_ROTATION = tuple(radians(seconds / 3600) for seconds in (-0.1502, -0.2470, -0.8421))
_SCALE = 1 + 20.4894e-6

# The National Grid's projection.
_SCALE_ON_CENTRAL_MERIDIAN = 0.9996012717
_TRUE_ORIGIN = (radians(49), radians(-2))
_FALSE_EASTING, _FALSE_NORTHING = 400_000, -100_000


def from_wgs84(latitude: float, longitude: float) -> GridPoint:
    """The grid position of a latitude and longitude in degrees, in or near Great Britain."""
    x, y, z = _to_cartesian(radians(latitude), radians(longitude))
    return _project(*_to_airy(*_to_osgb36(x, y, z)))


def _to_cartesian(latitude: float, longitude: float) -> tuple[float, float, float]:
    e2 = _WGS84.eccentricity_squared
    nu = _WGS84.semi_major / sqrt(1 - e2 * sin(latitude) ** 2)
    return (
        nu * cos(latitude) * cos(longitude),
        nu * cos(latitude) * sin(longitude),
        nu * (1 - e2) * sin(latitude),
    )


def _to_osgb36(x: float, y: float, z: float) -> tuple[float, float, float]:
    (tx, ty, tz), (rx, ry, rz) = _SHIFT, _ROTATION
    return (
        tx + _SCALE * x - rz * y + ry * z,
        ty + rz * x + _SCALE * y - rx * z,
        tz - ry * x + rx * y + _SCALE * z,
    )


def _to_airy(x: float, y: float, z: float) -> tuple[float, float]:
    """Latitude and longitude on the Airy ellipsoid; six rounds settle below a millimetre."""
    e2 = _AIRY.eccentricity_squared
    from_axis = hypot(x, y)
    latitude = atan2(z, from_axis * (1 - e2))
    for _ in range(6):
        nu = _AIRY.semi_major / sqrt(1 - e2 * sin(latitude) ** 2)
        latitude = atan2(z + e2 * nu * sin(latitude), from_axis)
    return latitude, atan2(y, x)


def _meridional_arc(latitude: float) -> float:
    n = (_AIRY.semi_major - _AIRY.semi_minor) / (_AIRY.semi_major + _AIRY.semi_minor)
    apart, together = latitude - _TRUE_ORIGIN[0], latitude + _TRUE_ORIGIN[0]
    return (
        _AIRY.semi_minor
        * _SCALE_ON_CENTRAL_MERIDIAN
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * apart
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(apart) * cos(together)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * apart) * cos(2 * together)
            - 35 / 24 * n**3 * sin(3 * apart) * cos(3 * together)
        )
    )


def _project(latitude: float, longitude: float) -> GridPoint:
    """Redfearn's series; the Roman numerals are those of Ordnance Survey's guide."""
    e2 = _AIRY.eccentricity_squared
    s, c, t = sin(latitude), cos(latitude), tan(latitude)
    nu = _AIRY.semi_major * _SCALE_ON_CENTRAL_MERIDIAN / sqrt(1 - e2 * s**2)
    rho = nu * (1 - e2) / (1 - e2 * s**2)
    eta2 = nu / rho - 1
    i = _meridional_arc(latitude) + _FALSE_NORTHING
    ii = nu / 2 * s * c
    iii = nu / 24 * s * c**3 * (5 - t**2 + 9 * eta2)
    iiia = nu / 720 * s * c**5 * (61 - 58 * t**2 + t**4)
    iv = nu * c
    v = nu / 6 * c**3 * (nu / rho - t**2)
    vi = nu / 120 * c**5 * (5 - 18 * t**2 + t**4 + 14 * eta2 - 58 * t**2 * eta2)
    east = longitude - _TRUE_ORIGIN[1]
    northing = i + ii * east**2 + iii * east**4 + iiia * east**6
    easting = _FALSE_EASTING + iv * east + v * east**3 + vi * east**5
    return GridPoint(round(easting), round(northing))
