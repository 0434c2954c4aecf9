"""Mail goes out by way of the database: no editor waits for a mail server, and none
sees its faults.

Whoever sends mail by Django's own means writes :class:`OutgoingMail` rows, in the
transaction that the mail tells about. The task that delivers them is only a wake-up.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import task

from core.models import OutgoingMail

__all__ = ["OutboxBackend", "deliver_due_mail", "deliver_mail"]

logger = logging.getLogger(__name__)

# After so long an attempt has failed, or whoever made it has been killed.
PATIENCE = timedelta(minutes=10)
# What no server has taken by then is news no more.
LIFETIME = timedelta(days=2)


class OutboxBackend(BaseEmailBackend):
    """Django's mail backend: keeps the mail for the worker, who hands it to
    ``EMAIL_DELIVERY_BACKEND``. Mail with attachments is handed over at once."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        whole = [mail for mail in email_messages if mail.attachments]
        rows = [
            OutgoingMail(content=_content(mail))
            for mail in email_messages
            if not mail.attachments and mail.recipients()
        ]
        OutgoingMail.objects.bulk_create(rows)
        if rows:
            transaction.on_commit(deliver_mail.enqueue)
        at_once = _connect().send_messages(whole) if whole else 0
        return len(rows) + (at_once or 0)


@task()
def deliver_mail() -> int:
    """Hand the mail that waits to its server; return how much it took."""
    return deliver_due_mail()


def deliver_due_mail() -> int:
    """Deliver what waits, or was left behind, or was refused before; return how much.

    Who is killed between handing over and noting it repeats one mail, and loses none.
    """
    connection = _connect()
    try:
        delivered = sum(_deliver(row, connection) for row in _due().order_by("pk"))
    finally:
        connection.close()
    given_up, _rows = OutgoingMail.objects.exclude(_fresh()).delete()
    if given_up:
        logger.error("Mail given up after %s: %s.", LIFETIME, given_up)
    return delivered


def _deliver(row: OutgoingMail, connection: Any) -> bool:
    if not _due().filter(pk=row.pk).update(begun_at=timezone.now()):
        return False  # somebody else is at it
    try:
        connection.send_messages([_message(row.content)])
    except OSError:  # of which every fault of smtplib is a kind
        logger.exception("The mail server did not take mail %s.", row.pk)
        connection.close()
        return False
    # It may hold an address that logs somebody in: it must not stay.
    row.delete()
    return True


def _due() -> QuerySet[OutgoingMail]:
    before = timezone.now() - PATIENCE
    waiting = Q(begun_at=None) | Q(begun_at__lt=before)
    return OutgoingMail.objects.filter(waiting, _fresh())


def _fresh() -> Q:
    return Q(made_at__gt=timezone.now() - LIFETIME)


def _connect() -> Any:
    return get_connection(settings.EMAIL_DELIVERY_BACKEND)


def _content(mail: EmailMessage) -> dict[str, Any]:
    alternatives = getattr(mail, "alternatives", [])
    return {
        "subject": mail.subject,
        "body": mail.body,
        "from_email": mail.from_email,
        "to": list(mail.to),
        "cc": list(mail.cc),
        "bcc": list(mail.bcc),
        "reply_to": list(mail.reply_to),
        "headers": dict(mail.extra_headers),
        "subtype": mail.content_subtype,
        "alternatives": [[content, kind] for content, kind in alternatives],
    }


def _message(content: dict[str, Any]) -> EmailMessage:
    fields = dict(content)
    subtype = fields.pop("subtype")
    mail = EmailMultiAlternatives(**fields)
    mail.content_subtype = subtype
    return mail
