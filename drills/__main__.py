"""`make drills`: kill what must not lose anything, crowd what must not be oversold, and count."""

import os
import random
import subprocess
import sys
import time

from bench import scratch
from drills.mailbox import Mailbox, mailbox

LETTERS, KILLS, WORKERS = 300, 12, 2
SECONDS_TO_DRAIN = 120


def main() -> int:
    """Print the figures; the exit code says whether nothing was lost."""
    with mailbox() as (box, port):
        os.environ["MAIL_SERVER"] = f"smtp://127.0.0.1:{port}"
        with scratch.place("drills") as folder:
            from drills import booking

            return max(_killed_workers(box), booking.run(folder))


def _killed_workers(box: Mailbox) -> int:
    from accounts.models import MailRecord
    from artsmark_site.mail import post

    for number in range(LETTERS):
        facts = {"where": "London"}
        post("partners.opening_news", to=f"reader{number}@school.example", facts=facts)
    chance, workers = random.Random(4), [_worker() for _ in range(WORKERS)]
    for _ in range(KILLS):
        time.sleep(chance.uniform(2, 3))
        victim = chance.randrange(WORKERS)
        workers[victim].kill()
        workers[victim].wait()
        workers[victim] = _worker()
    killed_at, waiting = time.monotonic(), LETTERS
    while waiting and time.monotonic() - killed_at < SECONDS_TO_DRAIN:
        waiting = MailRecord.objects.filter(state="waiting").count()
        time.sleep(0.25)
    seconds = time.monotonic() - killed_at
    for worker in workers:
        worker.terminate()
        worker.wait(30)
    taken = box.taken
    ids = set(MailRecord.objects.values_list("message_id", flat=True))
    lost, doubled = len(ids - set(taken)), sum(taken.values()) - len(taken)
    print(
        f"letters={LETTERS} kills={KILLS} lost={lost} doubled={doubled} waiting={waiting} "
        f"seconds_after_the_last_kill={seconds:.1f}"
    )
    return 1 if lost or waiting or doubled > KILLS else 0


def _worker() -> "subprocess.Popen[bytes]":
    command = [sys.executable, "manage.py", "procrastinate", "worker"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
