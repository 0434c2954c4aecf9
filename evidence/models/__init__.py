"""The archive's tables."""

from evidence.models.access import Access, open_today
from evidence.models.assessments import Assessment
from evidence.models.captures import Capture, LinkCheck
from evidence.models.catalogue import CatalogueEntry, CatalogueFacet, CatalogueWords
from evidence.models.custody import Anchor, CustodyEvent, CustodyHead, Proof
from evidence.models.exhibits import (
    Deaccession,
    Derivative,
    Exhibit,
    FixityCheck,
    FixityFinding,
    Intake,
    RecordExhibit,
)
from evidence.models.exports import Export
from evidence.models.filters import SavedFilter
from evidence.models.importing import (
    ExternalKey,
    ImportFault,
    ImportRow,
    ImportRun,
)
from evidence.models.incidents import AllegedActor, Incident
from evidence.models.likeness import ExhibitLikeness, RecordLikeness
from evidence.models.objects import MovableObject
from evidence.models.pages import ARCHIVE_SLUG, ArchivePage, RecordPage
from evidence.models.places import Place, PlaceName
from evidence.models.reading import DocumentPage, DocumentReading
from evidence.models.recordings import RecordingOrder
from evidence.models.records import Record
from evidence.models.sources import (
    Claim,
    ClaimSource,
    Credibility,
    Relation,
    Reliability,
    Source,
)
from evidence.models.tiles import TilePyramid
from evidence.models.versions import PublishedVersion, VersionReason, Withdrawal
from evidence.models.vocabulary import Scheme, VocabularyLabel, VocabularyTerm

__all__ = [
    "ARCHIVE_SLUG",
    "Access",
    "AllegedActor",
    "Anchor",
    "ArchivePage",
    "Assessment",
    "Capture",
    "CatalogueEntry",
    "CatalogueFacet",
    "CatalogueWords",
    "Claim",
    "ClaimSource",
    "Credibility",
    "CustodyEvent",
    "CustodyHead",
    "Deaccession",
    "Derivative",
    "DocumentPage",
    "DocumentReading",
    "Exhibit",
    "ExhibitLikeness",
    "Export",
    "ExternalKey",
    "FixityCheck",
    "FixityFinding",
    "ImportFault",
    "ImportRow",
    "ImportRun",
    "Incident",
    "Intake",
    "LinkCheck",
    "MovableObject",
    "Place",
    "PlaceName",
    "Proof",
    "PublishedVersion",
    "Record",
    "RecordExhibit",
    "RecordLikeness",
    "RecordPage",
    "RecordingOrder",
    "Relation",
    "Reliability",
    "SavedFilter",
    "Scheme",
    "Source",
    "VersionReason",
    "VocabularyLabel",
    "TilePyramid",
    "VocabularyTerm",
    "Withdrawal",
    "open_today",
]
