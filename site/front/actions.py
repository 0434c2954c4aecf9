"""Setting up the newsroom: languages, front pages, roles, workflows."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from core.locales import forget_locales, language_codes
from evidence.models import ARCHIVE_SLUG, ArchivePage
from front.models import FrontPage
from front.roles import CHIEF_EDITORS, Role, editors, roles

__all__ = ["set_up_newsroom"]

_WAGTAIL_GROUPS = ("Editors", "Moderators")
# Wagtail asks for the rights on its own image model, whatever model holds the images.
_FILE_MODELS = (("wagtailimages", "image"), ("wagtaildocs", "document"))


@transaction.atomic
def set_up_newsroom() -> dict[str, FrontPage]:
    """Make whatever is missing of a newsroom; return its front page per language.

    Can be run at any time: it adds what is missing, gives each role exactly the
    rights in :mod:`front.roles`, and touches no content.
    """
    front_pages = _front_pages()
    _archives(front_pages)
    for role in roles():
        _grant(role, front_pages)
    _remove_stock()
    for code, front_page in front_pages.items():
        _assign_workflow(code, front_page)
    return front_pages


def _remove_stock() -> None:
    """Remove the groups and the workflow that Wagtail's migrations leave unused."""
    Group.objects.filter(name__in=_WAGTAIL_GROUPS, user=None).delete()
    stock = Workflow.objects.filter(name="Moderators approval")
    stock.filter(workflow_states=None, workflow_content_types=None).delete()


def _front_pages() -> dict[str, FrontPage]:
    codes = language_codes()
    locales = {
        code: Locale.objects.get_or_create(language_code=code)[0] for code in codes
    }
    forget_locales()
    pages = {p.locale.language_code: p for p in FrontPage.objects.all()}
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    source = pages.get(codes[0])
    for code in codes:
        if code in pages:
            continue
        with override(code):
            front_page = FrontPage(
                title=_("Voice of Karabakh"), slug=code, locale=locales[code]
            )
        if source is not None:
            front_page.translation_key = source.translation_key
        root.add_child(instance=front_page)
        front_page.save_revision().publish()
        pages[code] = front_page
        source = source or front_page
    _point_site_at(pages[codes[0]])
    return pages


def _archives(front_pages: dict[str, FrontPage]) -> None:
    """Give each language that has none its evidence archive."""
    archives = {a.locale_id: a for a in ArchivePage.objects.order_by("pk")}
    source = next(iter(archives.values()), None)
    for code, front_page in front_pages.items():
        if front_page.locale_id in archives:
            continue
        with override(code):
            archive = ArchivePage(
                title=_("Evidence archive"),
                slug=ARCHIVE_SLUG,
                locale_id=front_page.locale_id,
            )
        if source is not None:
            archive.translation_key = source.translation_key
        front_page.add_child(instance=archive)
        archive.save_revision().publish()
        source = source or archive


def _point_site_at(front_page: FrontPage) -> None:
    """Give the site the host that BASE_URL names, and the front page as its root."""
    site = Site.objects.filter(is_default_site=True).first() or Site(
        is_default_site=True
    )
    welcome = site.root_page if site.root_page_id else None
    before = (site.hostname, site.port, site.root_page_id)
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.root_page = front_page.page_ptr
    if (site.hostname, site.port, site.root_page_id) == before:
        return
    site.site_name = settings.WAGTAIL_SITE_NAME
    site.save()
    # Wagtail's first migration leaves a page that welcomes the developer.
    if welcome and welcome.specific_class in (None, Page):
        Page.objects.get(pk=welcome.pk).delete()


def _grant(role: Role, front_pages: dict[str, FrontPage]) -> None:
    group, _created = Group.objects.get_or_create(name=role.name)
    group.permissions.set(
        [
            Permission.objects.get(
                content_type__app_label=label.split(".")[0],
                codename=label.split(".")[1],
            )
            for label in role.models
        ]
    )
    wanted = {
        (front_pages[code].pk, f"{verb}_page")
        for code in role.languages
        for verb in role.pages
    }
    page_type = ContentType.objects.get_for_model(Page)
    existing = GroupPagePermission.objects.filter(group=group)
    for right in existing.select_related("permission"):
        key = (right.page_id, right.permission.codename)
        if key in wanted:
            wanted.remove(key)
        else:
            right.delete()
    for page_id, codename in sorted(wanted):
        GroupPagePermission.objects.create(
            group=group,
            page_id=page_id,
            permission=Permission.objects.get(
                content_type=page_type, codename=codename
            ),
        )
    root = Collection.get_first_root_node()
    allowed = Permission.objects.none()
    for app_label, model in _FILE_MODELS:
        allowed |= Permission.objects.filter(
            content_type__app_label=app_label,
            content_type__model=model,
            codename__in=[f"{verb}_{model}" for verb in role.files],
        )
    rights = GroupCollectionPermission.objects.filter(group=group)
    rights.exclude(permission__in=allowed).delete()
    for permission in allowed:
        rights.get_or_create(group=group, collection=root, permission=permission)


def _assign_workflow(code: str, front_page: FrontPage) -> None:
    """Give the language the workflow draft → edit → approve → publish."""
    if WorkflowPage.objects.filter(page=front_page).exists():
        return
    # Named in the language that those who work on its pages read.
    with override(code):
        workflow = Workflow.objects.create(name=f"{_('Newsroom')} ({code})")
        steps = ((_("Editing"), editors(code)), (_("Approval"), CHIEF_EDITORS))
    for order, (step, group_name) in enumerate(steps):
        task = GroupApprovalTask.objects.create(name=f"{step} ({code})")
        task.groups.set(Group.objects.filter(name__in={group_name, CHIEF_EDITORS}))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    WorkflowPage.objects.create(workflow=workflow, page=front_page.page_ptr)
