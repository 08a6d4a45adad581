from django.core.mail import EmailMessage

from apps.core.jobs import job


@job(again_after=(OSError,), tries=9, longest_pause=240)
def send_mail(subject: str, body: str, recipient: str) -> None:
    """Tried again while the mail server is away; one that was sent twice does no harm."""
    EmailMessage(subject, body, to=[recipient]).send()
