"""Mail goes out by way of the database: none is lost, and no editor waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from articles.models import ArticlePage
from core.models import OutgoingMail
from core.outbox import deliver_due_mail

pytestmark = pytest.mark.django_db

Capture = Callable[..., Any]


@pytest.fixture(autouse=True)
def _outbox(settings: Any) -> None:
    settings.EMAIL_BACKEND = "core.outbox.OutboxBackend"


@contextmanager
def server_that(act: Callable[[EmailMessage], None]) -> Iterator[None]:
    """Have the mail server ``act`` before it takes a mail."""
    take = EmailBackend.send_messages

    def take_after_acting(self: EmailBackend, messages: Any) -> int:
        for message in messages:
            act(message)
        return take(self, messages)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", take_after_acting)
        yield


def refuse(_message: EmailMessage) -> None:
    raise ConnectionRefusedError


def post(*recipients: str) -> None:
    for recipient in recipients:
        EmailMessage("Xəbər", "Mətn", to=[recipient]).send()


def taken() -> list[str]:
    return [message.to[0] for message in mail.outbox]


def test_mail_is_delivered_after_the_commit_whole_and_once(
    django_capture_on_commit_callbacks: Capture,
) -> None:
    with override("ru"):
        message = EmailMultiAlternatives(
            gettext_lazy("Search"),
            "Текст",
            "From <from@example.org>",
            ["to@example.org"],
            bcc=["bcc@example.org"],
            cc=["cc@example.org"],
            reply_to=["reply@example.org"],
            headers={"Auto-Submitted": "auto-generated"},
        )
        message.attach_alternative("<p>Текст</p>", "text/html")
        with django_capture_on_commit_callbacks(execute=True):
            assert message.send() == 1
            assert mail.outbox == []

    (sent,) = mail.outbox
    for field in ("body", "from_email", "to", "cc", "bcc", "reply_to"):
        assert getattr(sent, field) == getattr(message, field)
    assert sent.subject == "Поиск"
    assert sent.extra_headers == {"Auto-Submitted": "auto-generated"}
    assert sent.alternatives == [("<p>Текст</p>", "text/html")]
    # It may have held an address that logs somebody in.
    assert not OutgoingMail.objects.exists()


def test_lost_task_loses_no_mail() -> None:
    post("one@example.org", "two@example.org")
    call_command("run_clock", once=True)
    assert taken() == ["one@example.org", "two@example.org"]


@pytest.mark.database
def test_killed_worker_loses_no_mail_and_doubles_none() -> None:
    class KilledError(BaseException):
        pass

    def kill_at_second(message: EmailMessage) -> None:
        if message.to == ["two@example.org"]:
            raise KilledError

    post("one@example.org", "two@example.org", "three@example.org")
    with server_that(kill_at_second), pytest.raises(KilledError):
        deliver_due_mail()
    deliver_due_mail()
    # Whoever began with the second may be at it still.
    assert taken() == ["one@example.org", "three@example.org"]

    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        deliver_due_mail()
        deliver_due_mail()
    assert taken() == ["one@example.org", "three@example.org", "two@example.org"]


def test_mail_that_is_being_delivered_is_not_delivered_beside() -> None:
    def deliver_beside(_message: EmailMessage) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(EmailBackend, "send_messages", lambda *_args: 1 / 0)
            assert deliver_due_mail() == 0

    post("one@example.org")
    with server_that(deliver_beside):
        assert deliver_due_mail() == 1
    assert taken() == ["one@example.org"]


def test_refused_mail_is_tried_again_and_given_up_after_two_days(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = timezone.now()
    post("one@example.org")
    with server_that(refuse):
        assert deliver_due_mail() == 0
        for hours in (1, 47):
            with time_machine.travel(now + timedelta(hours=hours)):
                assert deliver_due_mail() == 0
    assert OutgoingMail.objects.count() == 1
    assert "one@example.org" not in caplog.text

    with time_machine.travel(now + timedelta(hours=49)):
        assert deliver_due_mail() == 0
    assert not OutgoingMail.objects.exists()
    assert "Mail given up after 2 days, 0:00:00: 1." in caplog.text
    assert taken() == []


def test_one_refused_mail_keeps_no_other() -> None:
    def refuse_first(message: EmailMessage) -> None:
        if message.to == ["one@example.org"]:
            refuse(message)

    post("one@example.org", "two@example.org")
    with server_that(refuse_first):
        assert deliver_due_mail() == 1
    assert taken() == ["two@example.org"]


def test_editor_submits_while_the_mail_server_is_away(
    write_article: Callable[..., ArticlePage], accounts: dict[str, Any]
) -> None:
    article = write_article("az", publish=False)
    with server_that(refuse):
        article.get_workflow().start(article, accounts["editor_az"])
    assert article.workflow_in_progress
    assert OutgoingMail.objects.exists()


def test_mail_with_an_attachment_goes_at_once() -> None:
    message = EmailMessage("Report", "Text", to=["one@example.org"])
    message.attach("report.txt", "Text", "text/plain")
    assert message.send() == 1
    assert taken() == ["one@example.org"]
