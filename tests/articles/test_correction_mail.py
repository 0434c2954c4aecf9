"""Who can give a correction its missing words is told once, whatever is killed."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.utils import timezone
from wagtail.users.models import UserProfile

from articles import actions
from articles.mail import send_left_calls, tell_translators

pytestmark = pytest.mark.django_db


def test_translators_and_editors_of_missing_languages_are_told(
    story, accounts, mailoutbox, django_capture_on_commit_callbacks
):
    profile = UserProfile.get_for_user(accounts["translator"])
    profile.preferred_language = "ru"
    profile.save()
    with django_capture_on_commit_callbacks(execute=True):
        correction = actions.publish_correction(
            article=story["az"],
            texts={"az": "Tarix <səhv> idi.", "ru": "Ошибка."},
            user=accounts["chief"],
        )
    told = {mail.to[0]: mail for mail in mailoutbox}
    assert set(told) == {"translator@example.org", "editor_en@example.org"}
    text = told["translator@example.org"].body
    assert f"http://testserver/admin/newsroom/corrections/{correction.pk}/" in text
    assert "Tarix <səhv> idi." in text


def test_nobody_is_told_of_a_correction_that_is_whole(
    story, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish_correction(
            article=story["az"], texts={"az": "Bir.", "en": "One.", "ru": "Раз."}
        )
    assert mailoutbox == []


def test_one_dead_address_keeps_no_one_else_from_the_news(
    story, mailoutbox, django_capture_on_commit_callbacks, accounts, monkeypatch
):
    send = EmailMessage.send

    def refuse_editor(self, *args, **kwargs):
        if self.to == ["editor_en@example.org"]:
            raise SMTPRecipientsRefused({})
        return send(self, *args, **kwargs)

    monkeypatch.setattr(EmailMessage, "send", refuse_editor)
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish_correction(article=story["az"], texts={"az": "Bir."})
    told = {mail.to[0] for mail in mailoutbox}
    assert {"translator@example.org", "editor_ru@example.org"} <= told


def test_a_lost_task_loses_no_mail_and_a_second_one_doubles_none(
    story, accounts, mailoutbox
):
    # On-commit callbacks do not run: the process was killed right after the commit.
    correction = actions.publish_correction(
        article=story["az"], texts={"az": "Bir.", "en": "One."}, user=accounts["chief"]
    )
    assert mailoutbox == []

    call_command("run_clock", once=True)
    told = sorted(mail.to[0] for mail in mailoutbox)
    assert told == ["editor_ru@example.org", "translator@example.org"]

    call_command("run_clock", once=True)
    assert tell_translators.call(correction.pk) == 0
    assert len(mailoutbox) == 2


def test_a_worker_killed_between_two_mails_is_followed_by_the_clock(
    story, accounts, mailoutbox, monkeypatch
):
    class KilledError(BaseException):
        pass

    send = EmailMessage.send

    def die_at_second(self, *args, **kwargs):
        if mailoutbox:
            raise KilledError
        return send(self, *args, **kwargs)

    correction = actions.publish_correction(article=story["az"], texts={"az": "Bir."})
    everyone = {call.user.email for call in correction.calls.all()}
    assert len(everyone) == 4
    with monkeypatch.context() as patch, pytest.raises(KilledError):
        patch.setattr(EmailMessage, "send", die_at_second)
        tell_translators.call(correction.pk)

    send_left_calls()
    now = timezone.now()
    # The one that was being sent may still be on its way: it has to wait.
    assert len(mailoutbox) == 3
    with time_machine.travel(now + timedelta(minutes=11)):
        send_left_calls()
        send_left_calls()
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(everyone)


def test_a_call_that_nobody_needs_any_more_is_not_sent(story, accounts, mailoutbox):
    correction = actions.publish_correction(
        article=story["az"], texts={"az": "Bir.", "en": "One."}
    )
    actions.translate_correction(correction=correction, language_code="ru", text="Раз.")
    assert send_left_calls() == 0
    assert mailoutbox == [] and not correction.calls.exists()


def test_a_call_is_given_up_after_a_day(story, mailoutbox):
    actions.publish_correction(article=story["az"], texts={"az": "Bir."})
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert send_left_calls() == 0
    assert mailoutbox == []
