"""Amounts of money as people write them."""

MILLION = 1_000_000


def pounds(pence: int) -> str:
    """£240, £4.50, £1,200."""
    return f"£{pence // 100:,}" if pence % 100 == 0 else f"£{pence / 100:,.2f}"


def cover(amount: int) -> str:
    """An amount of insurance, given in pounds: £5 million, £250,000."""
    return f"£{amount // MILLION} million" if amount % MILLION == 0 else pounds(amount * 100)
