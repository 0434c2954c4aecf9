"""Who can give a correction its missing words is told."""

import pytest
from django.db import transaction
from wagtail.users.models import UserProfile

from articles import actions
from core.models import OutgoingMail

pytestmark = pytest.mark.django_db


def test_translators_and_editors_of_missing_languages_are_told(
    story, accounts, mailoutbox
):
    profile = UserProfile.get_for_user(accounts["translator"])
    profile.preferred_language = "ru"
    profile.save()
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


def test_nobody_is_told_of_a_correction_that_is_whole(story, mailoutbox):
    actions.publish_correction(
        article=story["az"], texts={"az": "Bir.", "en": "One.", "ru": "Раз."}
    )
    assert mailoutbox == []


def test_the_mail_is_part_of_the_correction(story, accounts, settings):
    settings.EMAIL_BACKEND = "core.outbox.OutboxBackend"
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.publish_correction(article=story["az"], texts={"az": "Bir."})
        assert OutgoingMail.objects.count() == 4
        raise RuntimeError
    assert not OutgoingMail.objects.exists()
