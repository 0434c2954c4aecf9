"""How gunicorn serves the site: ``gunicorn --config python:config.gunicorn``.

Each name below is a setting of gunicorn's, as its documentation describes it.
"""

import os

from django.conf import settings

from config.environment import Environment

# What is wrong with the environment is said once, here, and not by each process.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
settings.DEBUG  # noqa: B018 - loads the settings

_env = Environment()

wsgi_app = "config.wsgi"
bind = f"0.0.0.0:{_env.read('PORT')}"
# Threads wait for the database together; processes share out the processor.
worker_class = "gthread"
workers = _env.read("WEB_CONCURRENCY")
threads = _env.read("WEB_THREADS")
# Each process begins anew now and then, not all at the same time.
max_requests = 10_000
max_requests_jitter = 1_000
# A heartbeat on a slow disk would look like a dead process.
worker_tmp_dir = "/dev/shm"  # noqa: S108
control_socket_disable = True
accesslog = None

_env.check()
