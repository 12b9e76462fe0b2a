"""Programme texts of many shapes, written for these tests; all persons are made up."""

FRENCH = """\
Sécurité et innovation : cycle de webinaires

Le réseau lance un nouveau cycle de webinaires sur les technologies et la sécurité urbaine.

Séance 1
La vidéoprotection intelligente : promesse ou risque ?

Le jeudi 25 juin 2020, de 11h00 à 12h30 (heure de Paris)

Les caméras intelligentes se répandent dans les villes. Cette séance examine ce qu'elles changent.

Nous aborderons notamment les questions suivantes :
- Quels usages dans les villes européennes ?
- Quelles garanties pour les libertés ?

Intervenants :
- Mme Claire Fontaine, Adjointe au maire, Ville de Nantes
- M. Luc Bernard, Université de Lille (à confirmer)

Séance 2
L'analyse prédictive

Le 21 juillet 2020 à 14 h 30

Cette séance porte sur les méthodes.

- Comment évaluer ces outils ?

Intervenante : Zoé Lambert, chercheuse, Institut des hautes études

Contact : Hélène Petit, chargée de mission, helene.petit@example.org, +33 1 23 45 67 89

Le projet PREVIS est cofinancé par le Fonds pour la sécurité intérieure de l'Union européenne.
"""

GERMAN = """\
Webinarreihe „Digitale Prävention“

Die Reihe richtet sich an kommunale Präventionsräte und bietet Austausch mit der Wissenschaft.

1. Sitzung: Vorhersagende Polizeiarbeit – Nutzen und Grenzen
Donnerstag, 25. Juni 2020, 11 Uhr MESZ

Seit 2014 werden in mehreren Bundesländern Verfahren erprobt. Wir fragen, was sie leisten.

Leitfragen:
1. Welche Verfahren werden eingesetzt?
2. Wie wird ihre Wirkung gemessen?
3. Welche Daten sind nötig?

Referent:innen:
* Prof. Dr. Jürgen Schmidt, Universität Bonn
* Dr. Eva König, Landeskriminalamt Sachsen
* N.N., Stadt Köln

Moderation: Anna Weber, Stadt Leipzig

2. Sitzung: Hinweisportale im Netz
21. Juli 2020, 14.00–15.30 Uhr MESZ

Leitfragen:
1. Wer nutzt die Portale?

Referent:innen:
* Max Vogel, Polizeipräsidium München (angefragt)

Ansprechpartnerin: Petra Lang, Projektleiterin, petra.lang@example.org
"""

SPANISH = """\
Ciclo de encuentros: tecnología y seguridad urbana

Sesión 1
Participación ciudadana y policía local

• 25 de junio, de 11:00 a 12:30 horas (hora de Madrid)

La participación de los vecinos cambia la forma de trabajar de la policía local.

Preguntas:
▪ ¿Qué plataformas se usan en las ciudades?
▪ ¿Cuáles son los riesgos?

Ponentes:
▪ María José García López, Ayuntamiento de Madrid
▪ Dra. Ana Ruiz, Universidad de Sevilla, por confirmar

Sesión 2
Vigilancia y derechos

• 21 de julio, 10.00 h

Preguntas:
▪ ¿Quién controla los algoritmos?

Ponente: Jorge Molina, inspector, Policía Municipal

Contacto: Lucía Vega, coordinadora, lucia.vega@example.org
"""

DUTCH = """\
Webinarreeks Slimme en veilige stad

Sessie 1 – Voorspellend politiewerk
25 juni 2020, van 11.00 tot 12.30 uur (Brussel)

De politie gebruikt steeds vaker gegevens om te plannen. Hier bespreken we wat dat oplevert.

Vragen
– Welke methoden worden gebruikt?
– Wat zijn de risico's?

Sprekers
– Jan van den Berg, burgemeester, Gemeente Zwolle
– Els de Vries, Universiteit Gent, n.t.b.

Sessie 2 – Buurtapps
21 juli 2020, 14.00 uur (Brussel)

Vragen
– Hoe voorkomen we eigenrichting?

Sprekers
– Piet Smit, Politie Nederland

Contactpersoon: Mia Claes, mia.claes@example.org
"""

NO_BULLETS = """\
Urban Security Talks

A short series of online talks for municipalities.

Session 1: Data and trust
Thursday 25 June 2020, 14:00–15:30 CEST

Trust depends on how data are used. The talk looks at three cities.

What do residents expect?
How is consent given?

Speakers:
Ada Berg, City of Malmö
Tom Hill, Head of Unit, Police Scotland TBC

Session 2: Sensors in the street
Tuesday 21 July 2020, 14:00–15:30 CEST

Sensors are cheap. Their side effects are not.

Who owns the readings?

Speakers:
Ivo Kral, Charles University
"""

AMERICAN = """\
Safer Cities Webinar Series

Webinar 1
Crime Mapping for Beginners
June 25th, 2020, 11am-12:30pm EDT

Maps can mislead. We show how.

Discussion questions:
* What does a hot spot show?
* Who reads the map?

Presenters:
* Dr. Alan Stone, University of Ohio
* Mary Ann O'Neill, Ph.D., Director, Center for Safer Streets

Webinar 2
Chat Groups and Neighborhood Watch
July 21st, 2020, 2-3pm EDT

Presenters:
* To be announced
"""

DATES_ONLY = """\
Cycle of web meetings on local security

25/06/2020, 11:00 BST
Body-worn cameras: what we know
Three cities report.
- What changed on the street?
- Ruth Owen, Cardiff Council

21/07/2020, 11:00 BST
Street lighting: cheap and bright
Light is the oldest measure.
- Does light reduce crime?
- Iain Reid, City of Glasgow (TBC)
"""

TITLES_ABOVE_DATES = """\
Autumn programme

Our meetings are open to all partners.

Noise at night
12 November 2020, 10:00 CET
Residents complain, guests celebrate.
- Who decides what is too loud?
- Lena Holm, City of Bergen

Safe ways to school
3 December 2020, 10:00 CET
Parents drive because others drive.
- What makes a way safe?
- Ola Nord, City of Oslo
"""

WINDOWS = "\ufeff" + NO_BULLETS.replace("\n", "\r\n")

NUMERIC_YEARLESS = """\
Web-Konferenzen\x20

Sitzung 1
Kameras am Bahnhof
  o\t25.06., 11 Uhr
Es gibt viele Meinungen und wenig Zahlen.
a) Was wird aufgenommen?
b) Wer sieht die Bilder?
  →  Uwe Frank, Stadt Mannheim

Sitzung 2
Apps der Nachbarschaft
  o\t21.07., 14:00 Uhr
a) Wer haftet?
  →  N.N.
"""

ONE_LINE_EACH = """\
Lunch talks 2021

• 4 March 2021, 12:00 GMT: Cyber crime and the city
• 1 April 2021, 12:00 BST: Fear of crime, measured
• 6 May 2021, 12:00 BST: Night mayors
"""

WRAPPED = """\
Working group on
public space

In 2019 the working group began to look at how public space is planned and
used, and at what this means for those who feel unsafe. The meetings bring
together planners, police and residents of nine European cities.

Meeting 1
Who is the city for? Public space seen by those who avoid it and by those
who plan it

Date: Wednesday, 7 October 2020
Time: 09:30 - 11:00 EET

Questions for discussion:
  1. Which places are avoided, and by whom, and what do those who plan
     European cities know about it?
  2. What has been tried?

Speakers
  Sofia Rossi
  City of Turin
  Nikos Pappas
  Head of Planning, Municipality of Athens
"""

AGENDA = """\
Seminar on night-time security
Date: 14 October 2020
Venue: Town Hall

Session 1: Transport at night, 9:00-10:30 CEST
09:00 Welcome
09:10 Presentation
Speakers: Ana Lima (City of Porto); Kurt Berg (Wiener Linien, tbc)

Session 2: Bars and residents, 11:00-12:30 CEST
Speakers: A representative of the City of Riga
"""

MARKDOWN = """\
# Digital Tools Forum

A forum for **practitioners**.

## Session 1: Reporting apps
📅 25 June 2020
🕚 11:00–12:00 UTC+2
Join: https://meet.example.org/abc

### Questions
- Which apps last?

### Speakers
- **Ida Lund** | City of Aarhus
"""

WINTER_TURN = """\
Winter talks

Session 1
Lights
• 10 December, 15:00 CET

Session 2
Snow
• 14 January, 15:00 CET
"""

IMPOSSIBLE = """\
Clock talks

Session 1
The hour that is not
29 March 2026, 02:30 CET

Session 2
The hour that comes twice
25 October 2026, 02:30 CEST
"""

TITLES_BELOW_DATES = """\
OPEN MEETINGS ON URBAN SECURITY

MONDAY 5 OCTOBER 2020 - 10.00 (Europe/Lisbon)

PARKS AFTER DARK

Parks are for everyone, at least by day.

* What makes a park safe?

* Inês Costa, Câmara Municipal de Lisboa

MONDAY 2 NOVEMBER 2020 - 10.00 (Europe/Lisbon)

SCOOTERS AND PAVEMENTS

Who gives way to whom?

* Rui Santos, Universidade do Porto
"""

MEETINGS_IN_A_TABLE = """\
Meeting calendar

Thursday 25 June 2020\t11:00 CEST\tPredictive tools
Tuesday 21 July 2020\t11:00 CEST\tCitizen reporting
Thursday 17 September 2020\t11:00 CEST\tChat groups
"""

CONTENTS_FIRST = """\
Spring school

Session 1 Trust
Session 2 Tools

Session 1: Trust
4 May 2020, 09:00 CEST
Why trust comes first.
• Who is trusted?

Session 2: Tools
5 May 2020, 09:00 CEST
What tools can do.
• Which tool for what?
"""

SEVERAL_QUESTION_BLOCKS = """\
Exchange days

Session 1
Homes and burglars
• 25 June 2020, 11:00 CEST

First part: what is known.

• How often do burglars come back?
• Do locks help?

Second part: what is done.

• Who visits the victims?

Speakers

• Ulla Falk, PhD, City of Umeå
• Dr Ben Ash and Cleo Marsh, University of Leeds
"""

DAY_PROGRAMME = """\
Programme of the day – 25 June 2020, Town Hall, Ghent

09:00 Registration
09:30 Welcome
10:00 – 11:00 Session 1: Data
Speaker: Ada Ek, City of Ghent
11:00 – 12:00 Session 2: Trust
Speaker: Bo Ash, University of Leeds
"""

LETTER = """\
Dear colleagues,

we invite you to our webinar "Safe parks" on Thursday 25 June 2020 at 11:00 CEST.

We will discuss:
- What makes a park safe?
- Who pays?

Best regards,
Pia Holm
Programme manager
pia.holm@example.org
"""

TABLE = """\
Spring talks

| Date | Title | Speaker |
|---|---|---|
| 25 June 2020, 11:00 CEST | Trust | Ada Ek, City of Ghent |
| 21 July 2020, 11:00 CEST | Tools | TBC |
"""

TWO_LINE_SPEAKERS = """\
Session 1
Title: Predictive tools
25 June 2020, 11:00 CEST
Speakers:
Max Roth
LKA Nord

Dr. Ole Berg
University of Groningen

Session 2
Title: Civic tools
21 July 2020, 11:00 CEST
Speakers:
Bo Ash (TBC)
"""

INLINE_SPEAKERS = """\
Ciclo de webinarios

Sesión 1: Datos y confianza
Jueves, 25 de junio de 2020 | 11:00-12:30 (CEST)
Ponentes: Ana Ruiz (Universidad de Sevilla) y Jorge Molina (Policía Municipal de Madrid)
Modera: Lucía Vega (Foro)

Sesión 2: Cámaras
Martes, 21 de julio de 2020 | 11:00-12:30 (CEST)
Ponentes: por confirmar
"""
