from celery import shared_task
from django.core.mail import EmailMessage


@shared_task(autoretry_for=(OSError,), retry_backoff=True, retry_backoff_max=240, max_retries=8)
def send_mail(subject: str, body: str, recipient: str) -> None:
    """Tried again while the mail server is away; one that was sent twice does no harm."""
    EmailMessage(subject, body, to=[recipient]).send()
