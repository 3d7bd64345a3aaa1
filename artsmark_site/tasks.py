"""The jobs of the worker (`manage.py procrastinate worker`): what is sent, and what is due.

Jobs take ids, never personal data. Each may run twice without harm.
"""

import random

from asgiref.sync import sync_to_async
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job, Status

from artsmark_site import due, mail

# A worker reports every two seconds (PROCRASTINATE_WORKER_DEFAULTS); silent for this long, it is
# taken for dead, and its job is given to another.
SECONDS_WITHOUT_A_SIGN = 8
# A job that its worker did not survive so often is put aside.
MOST_WORKERS_KILLED = 5
DAYS_FAILED_JOBS_ARE_KEPT = 30


class GrowingPauses(BaseRetryStrategy):
    """Again after 15 seconds, 30, a minute … and from then on every four hours, less or more.

    The chance in it keeps a backlog from coming back all at once.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts >= mail.MOST_ATTEMPTS:
            return None
        pause = min(15 * 2**job.attempts, 4 * 3600)
        return RetryDecision(retry_in={"seconds": round(pause * random.uniform(0.8, 1.2))})  # noqa: S311


@app.task(name=mail.JOB, retry=GrowingPauses())
def deliver_mail(*, record: int) -> None:
    mail.deliver(record)


@app.periodic(cron="* * * * * */5")
@app.task(name="rescue_stalled_jobs", queueing_lock="rescue", pass_context=True)
async def rescue_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give the job of a worker that died to another; put aside one that kills every worker."""
    manager = context.app.job_manager
    stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=SECONDS_WITHOUT_A_SIGN)
    for job in stalled:
        if job.attempts < MOST_WORKERS_KILLED:
            await manager.retry_job(job)
            continue
        await manager.finish_job(job, Status.FAILED, delete_job=False)
        if job.task_name == mail.JOB:
            put_aside = sync_to_async(mail.mark_undeliverable)
            await put_aside(
                int(str(job.task_kwargs["record"])), "it stopped the program that sends e-mail"
            )


@app.periodic(cron="7 * * * *")
@app.task(name="process_due", queueing_lock="process_due")
def process_due(timestamp: int) -> None:
    """Every hour, so that what falls due at midnight in London waits for no other clock."""
    due.process_due()


@app.periodic(cron="*/5 * * * *")
@app.task(name="send_letters_to_lists", queueing_lock="send_letters_to_lists")
def send_letters_to_lists(timestamp: int) -> None:
    """As often as `partners.letters.rounds.EVERY` reckons with."""
    due.send_letters_to_lists()


@app.periodic(cron="23 3 * * *")
@app.task(name="erase_expired", queueing_lock="erase_expired", pass_context=True)
async def erase_expired(context: JobContext, timestamp: int) -> None:
    await sync_to_async(due.erase_expired)()
    hours = DAYS_FAILED_JOBS_ARE_KEPT * 24
    await context.app.job_manager.delete_old_jobs(nb_hours=hours, include_failed=True)
