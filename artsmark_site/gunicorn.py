"""How gunicorn serves the site, under `make run` and in production (docs/operations.md).

gunicorn --config artsmark_site/gunicorn.py --bind 127.0.0.1:8000
"""

import os
from pathlib import Path

from artsmark_site import environment, logs

wsgi_app = "artsmark_site.wsgi:application"

# Threads, because a request waits for the database more than it computes; one connection each.
worker_class = "gthread"
workers = environment.whole_number("WEB_WORKERS", 2, least=1, most=64)
threads = environment.whole_number("WEB_THREADS", 4, least=1, most=64)

# A worker is replaced now and then, not all at once, so that a slow leak never matters. Seldom:
# each new one builds the index of the search, which takes a second or two at 20,000 partners.
max_requests = 100_000
max_requests_jitter = 20_000

# Requests under way may finish when the server stops or reloads.
graceful_timeout = 30
timeout = 60
keepalive = 5

# No socket for remote control, which gunicorn would otherwise open in the home folder.
control_socket_disable = True

# The heartbeat's file in memory: on a slow disk it would stop workers that are well.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# The application writes a line for each request; gunicorn's own lines take the same shape.
accesslog = None
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "info")
logconfig_dict = logs.configuration(
    level="WARNING",
    loggers={"gunicorn.error": {"level": loglevel.upper(), "propagate": True}},
)
