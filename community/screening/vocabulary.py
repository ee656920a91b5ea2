"""The words by which a name is told from what only looks like one."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PATIENTS = _words("""
    patient patients pt pts resident residents inpatient inpatients outpatient outpatients
""")
NOT_PATIENTS = _words("""
    access advocate advocates choice doctor doctors engagement experience feedback flow group groups information
    involvement leader leaders led participation partner partners portal record records representative representatives
    safety stories story survey
""")
"""What makes "patient" or "resident" mean something else where it follows."""
RELATIVES = _words("""
    aunt baby boy brother carer child dad daughter father gentleman girl grandfather grandmother husband lady
    mam man mother mum nan neighbour nephew niece partner sister son twin uncle widow widower wife woman
""")
LINKS = _words("is was")
CALLED = _words("called named name surname forename") | LINKS
"""What may stand between such a word and a name."""

TITLES = _words("""
    miss mr mrs ms mx
""")
COLLEAGUES = _words("""
    author authors by chair cllr colleague colleagues consultant councillor dame director doctor dr lady lead
    lord manager matron midwife nurse pharmacist physio physiotherapist prof professor registrar rev revd sir
    sister surgeon thanks therapist
""")
PLACED = _words("""
    across at for from in into near of on the through to under using via with within
""")
"""What stands before places, wards and things with names of their own."""

OPENERS = _words("""
    a about after all also an and any april are as at august because before both but by can christmas could dear
    december did do does each easter every february for friday from had has have he hello her here hi his how i
    if in is it its january july june just last many march may might monday most my next no not november october
    of on one only or our please saturday september she should since so some sunday thanks that the their then
    there these they this those three thursday to today tomorrow tuesday two until was we wednesday were what
    when where which while who why will with would yes yesterday you your
""")
"""Words that begin a sentence or are written with a capital, and are no part of a name."""

NOT_NAMES = _words("""
    access accident action acute admission admissions advice advocate advocates agency aid alliance ambassador
    ambulance android apple appointments approach area assessment association audit award bay bed bluetooth
    board body book bridge britain british building bureau campaign cancer care center centre centred centred's
    chart charter check children choice church city class clinic clinical collaborative college commission
    committee community council country county course court covid data day department digital directorate
    discharge discord disease district division early east education emergency england english europe european
    event excel excellence experience fair falls feedback flow forum foundation framework french friday friends
    front fund general german github google governance great green group group's guidance guide guildhall hall
    health healthcare healthwatch help home hospital hospitals house improvement incident index infirmary
    information initiative institute ireland irish journey kingdom leadership learning letter level liaison line
    linux list local london lounge mac management matters meeting mental microsoft model monday month national
    network news nhs north northern nursing office online open opinion outcomes panel park participation
    partners partnership pathway people plan policy portal practice primary programme project public quality
    record records reddit reference regional report reported research response review rights road room round
    royal rules safe safety satisfaction scale scheme school score scotland scottish secondary service services
    session social society south southern spanish staff standard standards statement story strategy street study
    summary support survey syndrome system team teams teams' test the thread tool topic transport trial trust
    union unit united university version voice voices waiting wales ward wards watch week welfare welsh west
    western windows word workbook year york zoom
""")
"""Words of organisations, schemes and things: where one stands among the capitals, it is no person's name."""
