"""``xltool forms``: the forms of a pack and their columns."""

from __future__ import annotations

from xltool.cli.app import app
from xltool.cli.options import (
    LangOption,
    PackOption,
    TableFormat,
    choose_language,
    find_campaign,
    require_format,
)
from xltool.cli.output import print_json_list, print_page


@app.command()
def forms(
    output_format: TableFormat = "table",
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """列出报表及其栏次 · List the forms and their columns.

    例 · Example: xltool forms --format json
    """
    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.report.listings import forms_listing, forms_page

    require_format(output_format, ("table", "json"))
    listing = forms_listing(load_pack_for(None if pack else find_campaign(None), pack))
    if output_format == "json":
        print_json_list(listing)
    else:
        print_page(forms_page(listing, choose_language(lang)))
