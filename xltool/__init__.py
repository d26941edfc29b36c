"""xltool: generate, read, validate and consolidate standard Excel forms.

The public names stand here; each is loaded from its module when it is first asked for, so that
``import xltool`` costs nothing.
"""

TYPE_CHECKING = False  # as in typing, which takes longer to import than all of this
if TYPE_CHECKING:
    from xltool.batch.batch import check
    from xltool.campaign.changes import changes
    from xltool.campaign.checking import Checked, check_files
    from xltool.campaign.department import build as build_department
    from xltool.campaign.folder import load_campaign, planned
    from xltool.campaign.generate import generate_all
    from xltool.campaign.reissue import reissue
    from xltool.consolidation.consolidate import consolidate
    from xltool.errors import CampaignError, NoSlotError, PackError, RefusedError, XltoolError
    from xltool.facts.facts import Fact, read_facts, write_facts
    from xltool.facts.facts import facts as extract
    from xltool.kinds import Severity, Verdict
    from xltool.messages.render import render
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Entity, Form, Pack
    from xltool.model.submission import Key, Record, Submission
    from xltool.pack.load import load_pack
    from xltool.reading.read import read_return
    from xltool.report.check_json import as_json
    from xltool.report.html_page import as_page
    from xltool.report.terminal import as_table
    from xltool.validation.validate import validate
    from xltool.version import __version__
    from xltool.writing.write import write_workbook

__all__ = [
    "Campaign",
    "CampaignError",
    "Checked",
    "Entity",
    "Fact",
    "Finding",
    "Form",
    "Key",
    "NoSlotError",
    "Pack",
    "PackError",
    "Record",
    "RefusedError",
    "Return",
    "Severity",
    "Submission",
    "Verdict",
    "XltoolError",
    "__version__",
    "as_json",
    "as_page",
    "as_table",
    "build_department",
    "changes",
    "check",
    "check_files",
    "consolidate",
    "extract",
    "generate_all",
    "load_campaign",
    "load_pack",
    "planned",
    "read_facts",
    "read_return",
    "reissue",
    "render",
    "validate",
    "write_facts",
    "write_workbook",
]

_MODULES = {
    "batch.batch": "check",
    "campaign.changes": "changes",
    "campaign.checking": "Checked check_files",
    "campaign.department": "build_department=build",
    "campaign.folder": "load_campaign planned",
    "campaign.generate": "generate_all",
    "campaign.reissue": "reissue",
    "consolidation.consolidate": "consolidate",
    "errors": "CampaignError NoSlotError PackError RefusedError XltoolError",
    "facts.facts": "Fact extract=facts read_facts write_facts",
    "kinds": "Severity Verdict",
    "messages.render": "render",
    "model.campaign": "Campaign",
    "model.findings": "Finding Return",
    "model.forms": "Entity Form Pack",
    "model.submission": "Key Record Submission",
    "pack.load": "load_pack",
    "reading.read": "read_return",
    "report.check_json": "as_json",
    "report.html_page": "as_page",
    "report.terminal": "as_table",
    "validation.validate": "validate",
    "version": "__version__",
    "writing.write": "write_workbook",
}
"""Where each public name stands, and as what when it has another name there."""
_HOMES = {
    name.partition("=")[0]: (f"xltool.{module}", name.rpartition("=")[2])
    for module, names in _MODULES.items()
    for name in names.split()
}


def __getattr__(name: str) -> object:
    """Load a public name from its module."""
    if name not in _HOMES:
        message = f"module 'xltool' has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module  # noqa: PLC0415 - only when something is asked for

    module, attribute = _HOMES[name]
    found = globals()[name] = getattr(import_module(module), attribute)
    return found


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
