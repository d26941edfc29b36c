"""The parts, elements and attributes that our documents and workbooks have, and no others.

Sections are those of ECMA-376 Part 1 (5th edition): WordprocessingML 17, SpreadsheetML 18.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_OF_AN_ATTRIBUTE = 40
"""Characters of an attribute that holds a technical word."""


@dataclass(frozen=True, slots=True)
class PartList:
    """What a part may hold: attributes by element, which elements hold text, which attributes do.

    ``texts`` has for each element with text what it must be, ``names`` the attributes that may hold
    any text, as ``rFonts eastAsia``; all others hold a technical word of ``MOST_OF_AN_ATTRIBUTE``.
    """

    elements: Mapping[str, frozenset[str]]
    texts: Mapping[str, re.Pattern[str]]
    names: Mapping[str, re.Pattern[str]]


_ANY = re.compile(".*", re.DOTALL)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(E[-+]?[0-9]+)?")
_FONT = re.compile(r"[\w ,\-]{0,60}")
_LONG = re.compile(r"[A-Za-z0-9_./:+#\-]{0,120}")
_AREAS = re.compile(r"[^\[\]]*![$:A-Z0-9]+")
_PARAGRAPH = "p= pPr= pStyle=val r= rPr= b= sz=val t=space br= tab= jc=val"
_BODY = (
    "document= body= tbl= tblPr= tblW=type,w tblBorders= top=color,space,sz,val "
    "left=color,space,sz,type,val,w bottom=color,space,sz,val right=color,space,sz,type,val,w "
    "insideH=color,space,sz,val insideV=color,space,sz,val tblLayout=type tblCellMar= tblGrid= "
    "gridCol=w tr= trPr= cantSplit= tblHeader= tc= tcPr= tcW=type,w gridSpan=val vMerge=val "
    "vAlign=val sectPr= headerReference=id,type footerReference=id,type pgSz=h,orient,w "
    "pgMar=bottom,footer,gutter,header,left,right,top"
)
_STYLES = (
    "styles= docDefaults= rPrDefault= rPr= rFonts=ascii,cs,eastAsia,hAnsi "
    "spacing=line,lineRule,val sz=val szCs=val lang=eastAsia,val pPrDefault= "
    "style=default,styleId,type name=val qFormat= pPr= basedOn=val keepNext= jc=val "
    "ind=firstLine,firstLineChars outlineLvl=val"
)
_SHEET = (
    "worksheet= sheetPr= pageSetUpPr=fitToPage dimension=ref sheetViews= "
    "sheetView=showGridLines,tabSelected,workbookViewId sheetFormatPr=defaultRowHeight cols= "
    "col=customWidth,max,min,style,width sheetData= row=customHeight,ht,r,s,spans,customFormat "
    "c=r,s,t v= printOptions=horizontalCentered "
    "pageMargins=bottom,footer,header,left,right,top "
    "pageSetup=fitToHeight,fitToWidth,orientation,paperSize,scale headerFooter=scaleWithDoc "
    "oddHeader= oddFooter= pane=activePane,state,topLeftCell,xSplit,ySplit "
    "selection=activeCell,pane,sqref hyperlinks= hyperlink=display,location,ref mergeCells=count "
    "mergeCell=ref rowBreaks=count,manualBreakCount brk=id,man,max"
)
_BOOK = (
    "workbook= fileVersion=appName,lastEdited,lowestEdited,rupBuild workbookPr=defaultThemeVersion "
    "bookViews= workbookView=windowHeight,windowWidth,xWindow,yWindow sheets= "
    "sheet=name,id,sheetId definedNames= definedName=localSheetId,name calcPr=calcId,fullCalcOnLoad"
)
_LOOKS = (
    "styleSheet= numFmts=count numFmt=formatCode,numFmtId fonts=count font= sz=val "
    "color=rgb,theme name=val family=val scheme=val u=val b= fills=count fill= "
    "patternFill=patternType borders=count border= left=style right=style top=style bottom=style "
    "diagonal= cellStyleXfs=count xf=applyAlignment,applyBorder,applyFont,applyNumberFormat,"
    "borderId,fillId,fontId,numFmtId,xfId cellXfs=count alignment=horizontal,indent,shrinkToFit,"
    "vertical,wrapText cellStyles=count cellStyle=builtinId,name,xfId dxfs=count "
    "tableStyles=count,defaultPivotStyle,defaultTableStyle"
)
_TYPES = "Types= Default=ContentType,Extension Override=ContentType,PartName"
_LINKS = "Relationships= Relationship=Id,Target,Type"


def _listed(
    elements: str,
    texts: Mapping[str, re.Pattern[str]] | None = None,
    names: Mapping[str, re.Pattern[str]] | None = None,
) -> PartList:
    pairs = (each.partition("=") for each in elements.split())
    found = {tag: frozenset(filter(None, attributes.split(","))) for tag, _, attributes in pairs}
    return PartList(found, texts or {}, names or {})


_TEXT = {"t": _ANY}
_ADDRESSES = {"Override PartName": _LONG, "Default ContentType": _LONG}
_OF_PACKAGE = {
    r"\[Content_Types\]\.xml": _listed(_TYPES, names={**_ADDRESSES, "Override ContentType": _LONG}),
    r"(?:\w+/)?_rels/[\w.]*\.rels": _listed(
        _LINKS, names={"Relationship Type": _LONG, "Relationship Target": _LONG}
    ),
}
_COLOUR = re.compile("(?!FF?FFFFFF)[0-9A-F]{6,8}")
PAGE_PARTS: Mapping[str, Mapping[str, PartList]] = MappingProxyType({
    "docx": {
        **_OF_PACKAGE,
        r"word/document\.xml": _listed(f"{_PARAGRAPH} {_BODY}", _TEXT),
        r"word/(?:header|footer)1\.xml": _listed(
            f"{_PARAGRAPH} hdr= ftr= fldSimple=instr",
            _TEXT,
            {"fldSimple instr": re.compile(" PAGE ")},
        ),
        r"word/styles\.xml": _listed(
            _STYLES,
            names={f"rFonts {each}": _FONT for each in ("ascii", "cs", "eastAsia", "hAnsi")},
        ),
        r"word/settings\.xml": _listed(
            "settings= characterSpacingControl=val compat= compatSetting=name,uri,val"
        ),
        r"word/fontTable\.xml": _listed(
            "fonts= font=name altName=val", names={"font name": _FONT, "altName val": _FONT}
        ),
    },
    "xlsx": {
        **_OF_PACKAGE,
        r"xl/workbook\.xml": _listed(
            _BOOK,
            {"definedName": _AREAS},
            {"sheet name": _ANY, "definedName name": re.compile(r"_xlnm\.Print_(Titles|Area)")},
        ),
        r"xl/worksheets/sheet\d+\.xml": _listed(
            _SHEET,
            {"v": _NUMBER, "oddHeader": _ANY, "oddFooter": _ANY},
            {"hyperlink display": _ANY, "hyperlink location": _ANY},
        ),
        r"xl/sharedStrings\.xml": _listed("sst=count,uniqueCount si= t=space", _TEXT),
        r"xl/styles\.xml": _listed(
            _LOOKS,
            names={
                "name val": _FONT,
                "numFmt formatCode": re.compile("[0#.,;@ ]*"),
                "color rgb": _COLOUR,
            },
        ),
    },
})  # fmt: skip
"""What each part may hold, by kind of file and a pattern of the part's name."""
THEME = "xl/theme/theme1.xml"
"""The colours and fonts of a workbook: no element of it holds a text."""
