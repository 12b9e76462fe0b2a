"""What programmes say in English, French, German, Spanish and Dutch, written folded.

Folded means: one character for one, lower case, without accents. So a match in
the folded text has the same place in the text itself.
"""

import re
import unicodedata

_TWINS = str.maketrans("’‘‛´`‐‑‒\u2212\u00a0\u202f\u2007\u2009\t", "'''''----" + " " * 5)


def fold(text: str) -> str:
    """Return `text` in lower case without accents, with every character in its old place."""
    if text.isascii():
        return text.lower().translate(_TWINS)
    return "".join(_fold(char) for char in text.translate(_TWINS))


def _fold(char: str) -> str:
    if char.isascii():
        return char.lower()
    plain = unicodedata.normalize("NFD", char)[0].lower()
    return plain if len(plain) == 1 else char


def any_of(words: str) -> str:
    """Return a pattern for one of the words (separated by ``|``), longest first."""
    return "(?:" + "|".join(sorted(words.split("|"), key=len, reverse=True)) + ")"


_MONTHS = (
    "january|jan|janvier|janv|januar|enero|ene|januari",
    "february|feb|fevrier|fevr|fev|februar|febrero|februari",
    "march|mar|mars|marz|maerz|mrz|marzo|maart|mrt",
    "april|apr|avril|avr|abril|abr",
    "may|mai|mayo|mei",
    "june|jun|juin|juni|junio",
    "july|jul|juillet|juil|juli|julio",
    "august|aug|aout|agosto|ago|augustus",
    "september|sept|sep|septembre|septiembre|set",
    "october|oct|octobre|oktober|okt|octubre",
    "november|nov|novembre|noviembre",
    "december|dec|decembre|dezember|dez|diciembre|dic",
)
MONTHS = {word: n for n, words in enumerate(_MONTHS, 1) for word in words.split("|")}
_WEEKDAYS = (
    "monday|mon|lundi|lun|montag|mo|lunes|maandag|ma",
    "tuesday|tue|tues|mardi|mar|dienstag|di|martes|dinsdag",
    "wednesday|wed|mercredi|mer|mittwoch|mi|miercoles|mie|woensdag|wo",
    "thursday|thu|thur|thurs|jeudi|jeu|donnerstag|do|jueves|jue|donderdag",
    "friday|fri|vendredi|ven|freitag|fr|viernes|vie|vrijdag|vr",
    "saturday|sat|samedi|sam|samstag|sonnabend|sa|sabado|sab|zaterdag|za",
    "sunday|sun|dimanche|dim|sonntag|so|domingo|dom|zondag|zo",
)
WEEKDAYS = {word: n for n, words in enumerate(_WEEKDAYS) for word in words.split("|")}

SESSION = any_of(
    "session|webinar|web conference|web-conference|webconference|workshop|module|meeting|seminar"
    "|seance|atelier|webinaire|visioconference|rencontre|seminaire|web-conference"
    "|sitzung|modul|veranstaltung|webkonferenz|termin|teil|part"
    "|sesion|taller|webinario|seminario|jornada|modulo|encuentro|videoconferencia"
    "|sessie|bijeenkomst|webconferentie|deel|partie|parte"
)
PARTS = "part|teil|partie|parte|deel|modul|module|modulo"
ORDINAL = any_of(
    "first|second|third|fourth|fifth|sixth|premiere|premier|deuxieme|seconde|troisieme|quatrieme"
    "|erste|erster|erstes|zweite|zweiter|zweites|dritte|dritter|drittes|vierte|vierter"
    "|primera|primer|segunda|segundo|tercera|tercer|cuarta|cuarto"
    "|eerste|tweede|derde|vierde"
)
_COUNTED = "one|two|three|four|five|un|deux|trois|eins|zwei|drei|uno|dos|tres|een|twee|drie"
NUMBER = rf"(?:\d{{1,3}}|[ivx]{{1,4}}|{_COUNTED})"

TBC = (
    r"(?<!\w)(?:"
    r"t\.?b\.?[cad]\.?|to be confirmed|to be announced|to be determined|awaiting confirmation"
    r"|(?:sous reserve de confirmation|a confirmer|en attente de confirmation)"
    r"|n\.\s?n\.|wird (?:noch )?bestatigt|noch zu bestatigen|zu bestatigen|angefragt|noch offen"
    r"|(?:por|a) confirmar|pendiente de confirmacion|pendiente"
    r"|n\.\s?t\.\s?b\.?|ntb|nog te bevestigen|te bevestigen|onder voorbehoud|o\.\s?v\.)"
    r"(?!\w)"
)

QUESTIONS = any_of(
    "questions?|questions? for discussion|discussion questions?|questions? to discuss"
    "|key questions?|guiding questions?|questions? a debattre|questions? abordees?|leitfragen?"
    "|fragen|diskussionsfragen|fragestellungen|preguntas?|preguntas? clave|cuestiones"
    "|vragen|discussievragen|kernvragen|topics|themes|themen|temas|thema's|onderwerpen"
)
TITLES = any_of("title|topic|theme|subject|titre|sujet|titel|thema|titulo|tema|onderwerp")
SPEAKERS = any_of(
    "speakers?|invited speakers?|our speakers?|guests?|panel|panellists?|panelists?|presenters?"
    "|presented by|with|experts?|intervenants?|intervenantes?|intervenant[.·(]e[.·)]?s"
    "|orateurs?|oratrices?|invites?|avec|panelistes?"
    "|referenten|referent|referentin|referentinnen|referent[:*/_]innen|sprecher|sprecherin"
    "|sprecher[:*/_]innen"
    "|vortragende|redner|mit|gaste|es sprechen|podium"
    "|ponentes?|oradores|oradoras?|orador|participan|invitados?|con|expertos?"
    "|sprekers?|spreker|gasten|met|deskundigen|panelleden"
)
MODERATORS = any_of(
    "moderators?|moderated by|moderation|chair|chairs|chaired by|facilitators?"
    "|facilitated by|host|hosts"
    "|moderateurs?|moderatrices?|moderee? par|animation|animee? par|anime par"
    "|moderatorin|moderiert von|leitung|moderador|moderadora|modera|moderado por|moderada por"
    "|gespreksleider|moderatie|voorzitter"
)
CONTACTS = any_of(
    "contacts?|contact person|contact persons|your contact|more information|for more information"
    "|for further information|further information|information and registration"
    "|personne de contact|votre contact|renseignements|plus d'informations|pour plus d'informations"
    "|kontakt|ansprechpartner|ansprechpartnerin|ansprechperson|weitere informationen|ruckfragen"
    "|contacto|persona de contacto|mas informacion|contactpersoon|meer informatie|inlichtingen"
    "|best regards|kind regards|regards|mit freundlichen grussen|cordialement|bien cordialement"
    "|saludos|un saludo|saludos cordiales|met vriendelijke groet|met vriendelijke groeten"
)
DATES = any_of(
    "date|dates|date and time|when|time|start|starts|schedule|date et heure"
    "|date et horaire|quand|heure|horaire"
    "|horaires|datum|termin|wann|zeit|uhrzeit|beginn|datum und uhrzeit|datum und zeit|zeitpunkt"
    "|fecha|cuando|hora|horario|fecha y hora|wanneer|tijd|tijdstip|datum en tijd|aanvang"
    "|le|am|el|op|on|den"
)
PLACES = any_of(
    "venue|place|location|where|lieu|ou|ort|veranstaltungsort|wo|lugar|donde|sede|plaats"
    "|locatie|waar"
    "|language|languages|langue|langues|sprache|sprachen|idioma|idiomas|taal|talen|interpretation"
    "|organised by|organizer|organiser|organisateur|veranstalter|organiza|organisatie|fee|price"
)
LINKS = any_of(
    "link|join|join at|lien|zugang|enlace|deelnemen|zoom|teams|registration|register|anmeldung"
)

JOB = any_of(
    "professor|prof|lecturer|researcher|director|head|chief|manager|officer|coordinator|mayor"
    "|deputy|commissioner|inspector|superintendent|adviser|advisor|analyst|president|secretary"
    "|consultant|fellow|councillor|specialist|expert|lead|leader|chair|senior|junior|policy|founder"
    "|professeure?|maitre|chercheuse|chercheur|directeur|directrice|chef|cheffe|responsable"
    "|charge|chargee|maire|adjointe?|commissaire|conseiller|conseillere|coordinateur|coordinatrice"
    "|coordinatrice|delegue|deleguee|presidente?|secretaire|experte?"
    "|professorin|leiter|leiterin|referatsleiter|referatsleiterin|burgermeister|burgermeisterin"
    "|oberburgermeister|oberburgermeisterin|geschaftsfuhrer|geschaftsfuhrerin|beauftragte"
    "|beauftragter"
    "|wissenschaftlicher|wissenschaftliche|projektleiter|projektleiterin|polizeiprasident"
    "|polizeiprasidentin|kriminaldirektor|abteilungsleiter|abteilungsleiterin|dezernent|dezernentin"
    "|profesor|profesora|investigador|investigadora|directora|jefe|jefa|alcalde|alcaldesa"
    "|concejal|concejala|coordinador|coordinadora|comisario|comisaria|inspectora|tecnico|tecnica"
    "|hoogleraar|onderzoeker|onderzoekster|directeur|hoofd|burgemeester|wethouder|schepen"
    "|coordinator|beleidsmedewerker|beleidsadviseur|commissaris|voorzitter|projectleider|korpschef"
)
ORGANISATION = any_of(
    "university|institute|institut|police|city|department|dept|ministry|office|council|agency"
    "|commission|network|forum|centre|center|project|association|foundation|school|faculty|group"
    "|company|gmbh|ltd|inc|authority|municipality|region|prefecture|academy|college|service|unit"
    "|universite|ville|mairie|ministere|prefecture|conseil|agence|reseau|ecole|faculte|centre"
    "|metropole|gendarmerie|observatoire|fondation"
    "|universitat|hochschule|stadt|landeshauptstadt|polizei|polizeiprasidium|ministerium|amt"
    "|landeskriminalamt|bundeskriminalamt|kreis|behorde|verein|stiftung|verband"
    "|landespraventionsrat"
    "|universidad|ayuntamiento|policia|ministerio|instituto|agencia|consejo|comision|fundacion"
    "|diputacion|escuela|guardia"
    "|universiteit|gemeente|politie|ministerie|instituut|stad|hogeschool|stichting|provincie|raad"
)
# Words of an agenda or a title; a line that has one names nobody.
NO_NAME = any_of(
    "coffee|lunch|break|welcome|introduction|opening|closing|discussion|keynote|registration|debate"
    "|conclusions?|presentation|prevention|security|policing|crime|smart|digital|technolog(?:y|ies)"
    "|session|webinar|conference|web|online|zoom|pause|accueil|ouverture|cloture|debat|prevention"
    "|securite|begrussung|kaffeepause|mittagspause|diskussion|sicherheit|bienvenida"
    "|apertura|clausura"
    "|seguridad|inscripcion|welkom|koffie|lunchpauze|afsluiting|veiligheid|discussie|impact|data"
)
HONORIFIC = any_of(
    r"dr|drs|prof|professor|mr|mrs|ms|mx|miss|sir|dame|ir|ing|dipl|mag|mme|mlle|mm|m"
    r"|monsieur|madame"
    r"|herr|frau|dott|dra|sr|sra|srta|don|dona|dhr|mevr|mw|h\.\s?c|habil|rer|nat|phil|jur|iur|ra"
    r"|em|pd|hon|rev|col|lt|capt|maj|gen|sgt|cdr|insp|supt|docteur|ingenieur"
)
CREDENTIAL = (
    r"(?:ph\.?\s?d\.?|d\.?phil\.?|m\.?sc\.?|b\.?sc\.?|m\.?a\.?|b\.?a\.?|ll\.?\s?[mb]\.?|mba"
    r"|mpa|mph|m\.?phil\.?"
    r"|m\.?d\.?|dr\.?(?:\s?h\.\s?c\.?)?|esq\.?|cpp|obe|mbe|cbe|qpm|jr\.?|sr\.?|rn|cissp)"
)
PARTICLES = re.compile(
    any_of(
        "de|la|las|los|le|les|du|des|del|della|dello|di|da|do|dos|das|e|y|i|et|van|von|vom|zu|zur"
        "|zum|der|den|dem|ter|ten|te|het|'t|op|'d|d'|el|al|bin|ibn|ben|abu|bint|af|av|san|santa"
        "|st|st.|ap|mac|mc"
    )
)
SOMEBODY = any_of(
    "a representative|representatives?|representative of|speaker|a speaker|other speakers?"
    "|further speakers?"
    "|guest speaker|an? expert|expert|name|un representant|une representante"
    "|representante?s?|un expert"
    "|intervenant|autre intervenant|vertreter|vertreterin|vertretung|ein vertreter"
    "|eine vertreterin|referent"
    "|ponente|un ponente|un representante|spreker|een vertegenwoordiger|vertegenwoordiger"
    "|various|several|to|tbc"
    "|another|one|two|three|local|members?|official|officials|delegate|delegates"
)

START = any_of(
    "in|the|at|a|an|on|for|this|that|these|with|we|as|to|from|since|when|while|given|how"
    "|what|our|by|it|its|is|after"
    "|over|despite|although|all|many|more|most|new|le|la|les|un|une|des|du|en|dans|depuis"
    "|ce|cette|ces|nous|au|aux"
    "|avec|pour|sur|par|il|elle|der|die|das|ein|eine|im|in|seit|wir|mit|bei|fur|am|zum|zur"
    "|diese|dieser|dieses|es"
    "|el|los|las|una|desde|este|esta|estos|con|para|por|al|se|de|het|een|sinds|dit|deze"
    "|wij|met|voor|bij|op|er"
)
_MARKS = {
    "en": "the|and|of|to|for|with|what|are|is|how|in|on",
    "fr": "le|la|les|de|en|seance|et|des|du|pour|avec|dans|est|sont|une|aux|quels|quelles|comment",
    "de": "in|sitzung|der|die|das|und|fur|mit|ist|sind|ein|eine|wie|welche|von|im|zur|des",
    "es": "el|la|de|sesion|por|los|las|y|para|con|es|son|una|como|que|del|por|cuales|en",
    "nl": "de|in|sessie|het|een|en|van|voor|met|is|zijn|hoe|welke|wat|op|in|bij",
}
_MARK_SETS = {name: frozenset(words.split("|")) for name, words in _MARKS.items()}


def language(text: str) -> str:
    """Return the code of the language whose small words are most frequent; "" if unclear."""
    words = re.findall(r"[a-z]+", fold(text[:20_000]))
    hits = {name: sum(w in marks for w in words) for name, marks in _MARK_SETS.items()}
    best = max(hits, key=lambda name: hits[name])
    return best if hits[best] >= 3 and list(hits.values()).count(hits[best]) == 1 else ""  # noqa: PLR2004
