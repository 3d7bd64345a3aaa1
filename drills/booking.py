"""Never oversold, never stuck: many who book, give back and move up, in threads and processes."""

import random
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.db import connection

from bench.processes import served

ROUNDS, WRITERS, PLACES = 200, 40, 15
HTTP_ROUNDS, HTTP_WRITERS, HTTP_PLACES = 20, 20, 8
FREED, PROMOTERS, KILLS = 100, 5, 10
MIXED_SECONDS, MIXED_THREADS = 300, 8
_TOKEN = "t" * 32  # the form's and the cookie's


def run(folder: Path) -> int:
    """Print a line of figures a drill; how many found what must not be."""
    people = _People(WRITERS)
    found = [_threads(people), _processes(people, folder)]
    return sum([*found, _killed_promoters(people), _mixed(people)])


class _People:
    """So many organisations, each with a member, and sessions for them to book."""

    def __init__(self, number: int) -> None:
        from accounts.models import User
        from partners.models import Membership, Organisation
        from reference.models import BridgeOrganisation, LocalAuthority

        self.authority = LocalAuthority.objects.get(slug="plymouth")
        self.body = BridgeOrganisation.objects.get(authorities=self.authority)
        self.organisations, self.users = [], []
        for one in range(number):
            organisation = Organisation.objects.create(
                name=f"Drill {one}", authority=self.authority, listing_state="draft"
            )
            user = User.objects.create_user(f"drill{one}@museum.example", None)
            Membership.objects.create(user=user, organisation=organisation, role="owner")
            self.organisations.append(organisation)
            self.users.append(user)

    def session(self, places: int) -> Any:
        from django.utils import timezone

        from training.models import TrainingSession

        starts_at = timezone.now() + timedelta(days=30)
        return TrainingSession.objects.create(
            bridge=self.body,
            kind="drop-in",  # one may be in many of them
            format="online",
            state="open",
            title="Drill",
            purpose="Drill",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            capacity=places,
        )

    def book(self, session: Any, number: int) -> None:
        from training import places

        places.book(
            session=session,
            organisation=self.organisations[number],
            people=[places.Person(f"Person {number}", f"p{number}@museum.example")],
            by=None,
            submission=uuid.uuid4(),
        )


def _all_at_once(tasks: Sequence[Callable[[], Any]]) -> list[Exception]:
    """What they raised."""
    barrier, failed = Barrier(len(tasks)), []

    def let_go(task: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(60)
            task()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        list(pool.map(let_go, tasks))
    return failed


def _count(session: Any) -> Counter[str]:
    return Counter(session.bookings.values_list("state", flat=True))


def _threads(people: _People) -> int:
    from training.locks import Busy

    oversold = short = busy = failed = 0
    for _ in range(ROUNDS):
        session = people.session(PLACES)
        tasks = [partial(people.book, session, number) for number in range(WRITERS)]
        raised = _all_at_once(tasks)
        busy += sum(isinstance(one, Busy) for one in raised)
        failed += sum(not isinstance(one, Busy) for one in raised)
        confirmed = _count(session)["confirmed"]
        oversold += max(confirmed - PLACES, 0)
        short += max(PLACES - confirmed, 0)
    print(
        f"threads: rounds={ROUNDS} writers={WRITERS} oversold={oversold} short={short} "
        f"busy={busy} failed={failed}"
    )
    return int(bool(oversold or short or failed))


# --- Over HTTP, in two processes ------------------------------------------------------------


class _Stays(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def _post(address: str, values: dict[str, Any], cookies: str) -> int:
    headers = {"Cookie": cookies}
    request = Request(address, urlencode(values).encode(), headers)  # noqa: S310 - our own server
    try:
        with build_opener(_Stays).open(request, timeout=60) as answer:
            return int(answer.status)
    except HTTPError as refusal:
        with refusal:
            return refusal.code


def _cookies(user: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    session = f"{settings.SESSION_COOKIE_NAME}={store.session_key}"
    return f"{session}; {settings.CSRF_COOKIE_NAME}={_TOKEN}"


def _processes(people: _People, folder: Path) -> int:
    oversold = short = 0
    answers: Counter[int] = Counter()
    cookies = [_cookies(user) for user in people.users[:HTTP_WRITERS]]
    with served(folder, workers=2) as site:
        for _ in range(HTTP_ROUNDS):
            session = people.session(HTTP_PLACES)
            address = f"{site.url}/training/{session.pk}/book/"
            forms = [_form(people, number) for number in range(HTTP_WRITERS)]
            with ThreadPoolExecutor(HTTP_WRITERS) as pool:
                answers.update(pool.map(partial(_post, address), forms, cookies))
            confirmed = _count(session)["confirmed"]
            oversold += max(confirmed - HTTP_PLACES, 0)
            short += max(HTTP_PLACES - confirmed, 0)
    print(
        f"processes: rounds={HTTP_ROUNDS} writers={HTTP_WRITERS} oversold={oversold} "
        f"short={short} answers={dict(answers)}"
    )
    return int(bool(oversold or short or set(answers) - {302}))


def _form(people: _People, number: int) -> dict[str, Any]:
    return {
        "csrfmiddlewaretoken": _TOKEN,
        "submission": uuid.uuid4(),
        "organisation": people.organisations[number].pk,
        "people-TOTAL_FORMS": 2,
        "people-INITIAL_FORMS": 0,
        "people-0-name": f"Person {number}",
        "people-0-email": f"p{number}@museum.example",
    }


# --- The waiting list moves up while its movers are killed ----------------------------------


def _killed_promoters(people: _People) -> int:
    """So many places fall free; each is offered once, in the order of the list."""
    from django.utils import timezone

    from accounts.models import MailRecord
    from training.models import Booking

    session = people.session(FREED)
    common = {"session": session, "organisation": people.organisations[0]}
    now = timezone.now()
    for number in range(FREED):
        email = f"late{number}@museum.example"
        late = {"state": "offered", "offer_until": now - timedelta(minutes=1)}
        Booking.objects.create(name="Late", email=email, **late, **common)
    for number in range(FREED):
        email = f"next{number}@museum.example"
        waits = {"state": "waitlisted", "queued_at": now + timedelta(microseconds=number)}
        Booking.objects.create(name="Next", email=email, **waits, **common)
    before = MailRecord.objects.count()
    chance = random.Random(6)
    for _ in range(KILLS):
        movers = [_promoter(session.pk) for _ in range(PROMOTERS)]
        time.sleep(chance.uniform(1, 4))
        for mover in movers:
            mover.kill()
            mover.wait()
    _promoter(session.pk).wait(120)
    counts = _count(session)
    letters = MailRecord.objects.count() - before
    print(f"promoters: freed={FREED} kills={KILLS * PROMOTERS} {dict(counts)} letters={letters}")
    right = counts == {"lapsed": FREED, "offered": FREED} and letters == 2 * FREED
    return int(not right)


def _promoter(pk: int) -> "subprocess.Popen[bytes]":
    code = (
        "from django.utils import timezone; from training.models import TrainingSession; "
        "from training.places import pass_on; "
        f"pass_on(TrainingSession.objects.get(pk={pk}), timezone.now())"
    )
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", code]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


# --- Everything at once ---------------------------------------------------------------------


def _mixed(people: _People) -> int:
    """Book, give back, answer, move and change the number of places: nothing waits in a circle."""
    before, until = _deadlocks(), time.monotonic() + MIXED_SECONDS
    sessions = [people.session(5) for _ in range(3)]
    done: Counter[str] = Counter()

    def go_on(seed: int) -> None:
        chance = random.Random(seed)
        try:
            while time.monotonic() < until:
                done[_something(people, chance, sessions)] += 1
        finally:
            connection.close()

    with ThreadPoolExecutor(MIXED_THREADS) as pool:
        list(pool.map(go_on, range(MIXED_THREADS)))
    for session in sessions:
        session.refresh_from_db()
    deadlocks = _deadlocks() - before
    oversold = sum(_holding(one) > one.capacity + one.over_by for one in sessions)
    print(f"mixed: seconds={MIXED_SECONDS} deadlocks={deadlocks} oversold={oversold} {dict(done)}")
    return int(bool(deadlocks or oversold or done["failed"]))


def _holding(session: Any) -> int:
    """How many have a place or are offered one, by the rows: not by the number kept of them."""
    from training.choices import HOLDING

    return int(session.bookings.filter(state__in=HOLDING).count())


def _something(people: _People, chance: random.Random, sessions: list[Any]) -> str:
    """What was done, or why not."""
    from django.utils import timezone

    from training import hosting, places
    from training.locks import Busy
    from training.rules import CannotBook

    session = chance.choice(sessions)
    booking = session.bookings.standing().order_by("?").first()
    what = chance.choice(["book", "book", "cancel", "answer", "capacity", "pass on"])
    try:
        if what == "book":
            people.book(session, chance.randrange(WRITERS))
        elif what == "capacity":
            hosting.set_capacity(session=session, capacity=chance.randint(2, 8), by=people.users[0])
        elif what == "pass on":
            places.pass_on(session, timezone.now())
        elif booking is not None:
            change = places.cancel if what == "cancel" else places.accept
            change(booking=booking)
    except (CannotBook, places.CannotChangePlace):
        return "refused"
    except Busy:
        return "busy"
    except Exception as error:
        print(f"  {type(error).__name__}: {error}"[:200])
        return "failed"
    return what


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
