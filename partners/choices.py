"""The closed sets of states and kinds that the code itself decides by.

What staff may add to or rename is a lookup in `reference` instead.
"""

from django.db import models


class OrganisationType(models.TextChoices):
    MUSEUM = "museum", "Museum"
    GALLERY = "gallery", "Gallery or visual-arts venue"
    THEATRE_VENUE = "theatre-venue", "Theatre or performance venue"
    ARTS_CENTRE = "arts-centre", "Arts centre"
    THEATRE_COMPANY = "theatre-company", "Theatre company"
    DANCE_ORGANISATION = "dance-organisation", "Dance company or agency"
    ORCHESTRA_ENSEMBLE = "orchestra-ensemble", "Orchestra, ensemble or opera company"
    MUSIC_HUB = "music-hub", "Music hub or music service"
    LIBRARY_SERVICE = "library-service", "Library service"
    ARCHIVE = "archive", "Archive or record office"
    HERITAGE_SITE = "heritage-site", "Heritage site, historic house or trust"
    CINEMA_FILM = "cinema-film", "Cinema or film organisation"
    LITERATURE = "literature-organisation", "Literature or publishing organisation"
    FESTIVAL = "festival", "Festival"
    CIRCUS_OUTDOOR = "circus-outdoor-arts", "Circus or outdoor-arts organisation"
    CRAFT_STUDIO = "craft-studio", "Craft or maker studio"
    DIGITAL_STUDIO = "digital-studio", "Digital or media studio"
    ARTS_EDUCATION_AGENCY = "arts-education-agency", "Arts-education agency"
    YOUTH_ARTS = "youth-arts", "Youth or community arts organisation"
    DISABILITY_ARTS = "disability-arts", "Disability-led arts organisation"
    UNIVERSITY = "university-college", "University or conservatoire"
    COUNCIL_ARTS_SERVICE = "council-arts-service", "Council arts service"
    PRACTITIONER = "collective-or-practitioner", "Artists' collective or practitioner"
    OTHER = "other", "Other"


class ListingState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    ARCHIVED = "archived", "Archived"


OUT_FOR_GOOD = (ListingState.REJECTED, ListingState.ARCHIVED)


class OtherNation(models.TextChoices):
    """Where those are based who work in England from outside. The letters are `Nation`'s."""

    WALES = "W", "Wales"
    SCOTLAND = "S", "Scotland"
    NORTHERN_IRELAND = "N", "Northern Ireland"


class PartnerStatus(models.TextChoices):
    PROSPECT = "prospect", "Not trained yet"
    INTEREST_REGISTERED = "interest-registered", "Interest registered"
    TRAINING_BOOKED = "training-booked", "Training booked"
    TRAINED = "trained", "Trained"
    AGREEMENT_ACCEPTED = "agreement-accepted", "Code accepted"
    ACTIVE = "active", "Active"
    RENEWAL_DUE = "renewal-due", "Renewal due"
    LAPSED = "lapsed", "Lapsed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class MemberRole(models.TextChoices):
    OWNER = "owner", "Owner"
    EDITOR = "editor", "Editor"


class JoinKind(models.TextChoices):
    JOIN = "join", "Join as a colleague"
    CLAIM = "claim", "Take over an entry that nobody looks after yet"


class JoinState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Refused"


class ArtsAwardRole(models.TextChoices):
    NONE = "none", "None"
    CENTRE = "centre", "Arts Award Centre"
    SUPPORTER = "supporter", "Arts Award Supporter"
    ADVISER = "adviser-on-staff", "Trained Arts Award adviser on the staff"


class OfferState(models.TextChoices):
    """There is no "expired": that follows from the dates, on the day."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    APPROVED = "approved", "Approved"
    WITHDRAWN = "withdrawn", "Withdrawn"


class RevisionState(models.TextChoices):
    """How a change of something listed stands, in the words of staff."""

    WAITING = "waiting", "Waiting for us"
    RETURNED = "returned", "Returned with notes"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    TAKEN_BACK = "taken-back", "Taken back"
    AT_ONCE = "at-once", "Live at once"
    UNDONE = "undone", "Undone"


class ReasonCode(models.TextChoices):
    """Why something is returned or rejected (shared by all regional bodies)."""

    NOT_CULTURAL = "not-cultural", "Not an arts or cultural organisation"
    NO_OFFER = "no-offer", "No education offer"
    OUTSIDE_ENGLAND = "outside-england", "Outside England"
    DUPLICATE = "duplicate", "Is in the directory already"
    WRONG_BRIDGE = "wrong-bridge", "Belongs to another region"
    CONTACT = "contact", "Contact not verified"
    SAFEGUARDING = "safeguarding", "Safeguarding statement missing or unclear"
    FACT_MISSING = "fact-missing", "A fact that every offer states is missing"
    PRICE = "price", "The price is unclear"
    PERMISSION = "permission", "Permission for a picture is missing"
    TRADE_MARK = "trade-mark", "A logo or trade mark is misused"
    CLAIM = "claim", "Claims to speak for Arts Council England or Ofsted"
    LINK = "link", "A link does not work"
    PUPILS = "pupils", "Pupils' personal data"
    OUT_OF_DATE = "out-of-date", "Out of date"
    OTHER = "other", "Something else"


class HiddenBecause(models.TextChoices):
    """Why the clock hid a listing. Empty: somebody wished it."""

    NOT_CONFIRMED = "not-confirmed", "Nobody said for 15 months that it is still right"
    SAFEGUARDING = "safeguarding", "It states no review of its safeguarding within a year"


class LetterKind(models.TextChoices):
    """The letters whose words each regional body may choose."""

    INVITATION = "invitation", "Invitation to take over an entry"
    NUDGE = "nudge", "Trained, but not listed yet"
    STILL_RIGHT = "still-right", "Is it still right? (after a year)"
    STILL_RIGHT_AGAIN = "still-right-again", "Is it still right? (after 14 months)"
    HIDDEN_UNCONFIRMED = "hidden-unconfirmed", "Hidden: nobody said that it is right"
    RENEWAL = "renewal", "Renewal (60, 30 and 7 days before)"
    LAPSED = "lapsed", "The partnership has lapsed"
    SAFEGUARDING = "safeguarding", "Safeguarding not reviewed within a year"
    HIDDEN_SAFEGUARDING = "hidden-safeguarding", "Hidden: safeguarding not reviewed"
    INSURANCE = "insurance", "Insurance has run out"
    NEW_CODE = "new-code", "A new Code of Practice"


class MailingKind(models.TextChoices):
    INVITATION = "invitation", "Invitation to take over an entry"
    SERVICE = "service", "What they need to know"
    NEWS = "news", "News, which can be refused"


class MailingState(models.TextChoices):
    GOING = "going", "Being sent"
    STOPPED = "stopped", "Stopped"
    DONE = "done", "All sent"


class TrainingSource(models.TextChoices):
    """How it is known that somebody of an organisation was trained."""

    BEFORE_THIS_SITE = "before-this-site", "Before this site"
    HERE = "here", "At a session of this site"


class MoveState(models.TextChoices):
    WAITING = "waiting", "Waits for an answer"
    AGREED = "agreed", "Agreed"
    REFUSED = "refused", "Refused"


class NoteKind(models.TextChoices):
    CALL = "call", "Call"
    VISIT = "visit", "Visit"
    EMAIL = "email", "E-mail"
    OTHER = "other", "Something else"


class InvitedAnswer(models.TextChoices):
    RIGHT = "right", "It is right"
    CHANGE = "change", "They change it"
    NOT_US = "not-us", "It is not them"


class NoticeKind(models.TextChoices):
    """What the clock tells an organisation's owners, once for each date that it is about."""

    NUDGE_14 = "nudge-14", "Trained, not listed: two weeks"
    NUDGE_42 = "nudge-42", "Trained, not listed: six weeks"
    STILL_RIGHT = "still-right", "Asked whether it is still right"
    STILL_RIGHT_AGAIN = "still-right-again", "Asked again whether it is still right"
    HIDDEN_UNCONFIRMED = "hidden-unconfirmed", "Hidden, because nobody said so"
    RENEWAL_60 = "renewal-60", "Renewal: 60 days"
    RENEWAL_30 = "renewal-30", "Renewal: 30 days"
    RENEWAL_7 = "renewal-7", "Renewal: 7 days"
    LAPSED = "lapsed", "Lapsed"
    SAFEGUARDING = "safeguarding", "Safeguarding not reviewed within a year"
    HIDDEN_SAFEGUARDING = "hidden-safeguarding", "Hidden, because it was not reviewed"
    INSURANCE = "insurance", "Insurance has run out"
    NEW_CODE = "new-code", "A new Code of Practice"
    NEW_CODE_7 = "new-code-7", "A new Code of Practice: 7 days"


class CostBasis(models.TextChoices):
    """What a price is for."""

    FREE = "free", "Free"
    FUNDED_PLACES = "funded-places", "Free while funding lasts"
    PER_SESSION = "per-session", "a session"
    PER_HALF_DAY = "per-half-day", "a half day"
    PER_DAY = "per-day", "a day"
    PER_PUPIL = "per-pupil", "a pupil"
    PER_CLASS = "per-class", "a class"
    PER_PROJECT = "per-project", "a project"
    PER_HIRE_PERIOD = "per-hire-period", "a hire period"
    SUBSCRIPTION = "subscription", "a year's subscription"
    ON_REQUEST = "on-request", "Price on request"


FREE_OF_CHARGE = (CostBasis.FREE, CostBasis.FUNDED_PLACES)
UNPRICED = (*FREE_OF_CHARGE, CostBasis.ON_REQUEST)


class CostBand(models.TextChoices):
    """The bands that a search filters by; see `Offer.cost_band`."""

    FREE = "free", "Free"
    UNDER_100 = "under-100", "Under £100"
    FROM_100 = "100-249", "£100 to £249"
    FROM_250 = "250-499", "£250 to £499"
    FROM_500 = "500-999", "£500 to £999"
    FROM_1000 = "1000-plus", "£1,000 or more"
    ON_REQUEST = "on-request", "Price on request"


class Vat(models.TextChoices):
    INCLUDED = "included", "VAT included"
    ADDED = "added", "VAT added"
    NOT_CHARGED = "not-charged", "No VAT charged"


class TravelCost(models.TextChoices):
    INCLUDED = "included", "Travel included"
    ADDED = "added", "Travel added"
    NOT_APPLICABLE = "not-applicable", "No travel cost"


class DeliveryMode(models.TextChoices):
    AT_SETTING = "at-setting", "At your school or setting"
    AT_VENUE = "at-venue", "At their venue"
    OTHER_VENUE = "other-venue", "At another venue"
    OUTDOORS = "outdoors", "Outdoors or on site"
    ONLINE_LIVE = "online-live", "Online, live"
    ONLINE_ANYTIME = "online-anytime", "Online, any time"
    BLENDED = "blended", "Mixed"
    BY_POST = "by-post", "Sent to you"


class Duration(models.TextChoices):
    UNDER_2_HOURS = "under-2-hours", "Under 2 hours"
    HALF_DAY = "half-day", "Half a day"
    WHOLE_DAY = "whole-day", "A whole day"
    DAYS = "2-5-days", "2 to 5 days"
    HALF_TERM = "half-term", "Half a term"
    ONE_TERM = "one-term", "A term"
    SCHOOL_YEAR = "school-year", "A school year"
    LONGER = "more-than-a-year", "More than a year"
    BY_ARRANGEMENT = "by-arrangement", "By arrangement"


class GroupSize(models.TextChoices):
    INDIVIDUAL = "individual", "Individuals"
    SMALL_GROUP = "small-group", "A small group (up to 12)"
    ONE_CLASS = "one-class", "One class"
    TWO_CLASSES = "two-classes", "Two classes"
    YEAR_GROUP = "year-group", "A year group"
    WHOLE_SCHOOL = "whole-school", "The whole school"
    SEVERAL_SCHOOLS = "several-schools", "Several schools"
    STAFF_TEAM = "staff-team", "A staff team"


class ArtsAwardLevel(models.TextChoices):
    DISCOVER = "discover", "Discover"
    EXPLORE = "explore", "Explore"
    BRONZE = "bronze", "Bronze"
    SILVER = "silver", "Silver"
    GOLD = "gold", "Gold"


class Missed(models.TextChoices):
    """How a search fell short."""

    ZERO = "zero", "Nobody found"
    THIN = "thin", "One or two found"
