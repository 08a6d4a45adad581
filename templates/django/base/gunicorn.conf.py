import os

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or "2")
threads = 4

# Longer than any request should take; a stop waits for requests that are under way.
timeout = 30
graceful_timeout = 20

# Workers are replaced from time to time, and not all at once, so that slow leaks stay small.
max_requests = 2000
max_requests_jitter = 200

# The heartbeat of a worker is a file; on a slow disk it could come too late.
worker_tmp_dir = "/dev/shm"
control_socket_disable = True

# The application logs each request itself, with its request id.
accesslog = None
errorlog = "-"
