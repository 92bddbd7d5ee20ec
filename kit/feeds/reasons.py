"""Every way a line of a feed is refused or noticed before its owner looks at it: a stable code, a French sentence.

No sentence quotes the value: a report is kept, printed and mailed, and the line number already leads to it.
"""

import grpc

from kit.errors import Refusal, Violation

LINE_TOO_LONG = Violation("LINE_TOO_LONG", "La ligne dépasse 64 Kio.")
NOT_UTF8 = Violation("NOT_UTF8", "La ligne n’est pas écrite en UTF-8.")
NOT_JSON = Violation("NOT_JSON", "La ligne n’est pas un objet JSON.")
NAME_TWICE = Violation("NAME_TWICE", "Le nom «\u00a0{name}\u00a0» figure deux fois dans le même objet.")

COLUMN_TWICE = Violation("COLUMN_TWICE", "La colonne figure deux fois.")
COLUMN_MISSING = Violation("COLUMN_MISSING", "La colonne manque\u00a0: aucune ligne du fichier n’est lue.")
BROKEN_QUOTES = Violation("BROKEN_QUOTES", "Les guillemets de la ligne sont mal placés ou ne se ferment pas.")
CELL_COUNT = Violation("CELL_COUNT", "La ligne compte {found} cellules, {expected} sont attendues.")

UNKNOWN_FIELD = Violation("UNKNOWN_FIELD", "Ce champ n’est pas connu\u00a0: il est ignoré dans tout le fichier.")
FIELD_MISSING = Violation("FIELD_MISSING", "Le champ manque.")
NOT_NULLABLE = Violation("NOT_NULLABLE", "Le champ doit avoir une valeur.")
EMPTY = Violation("EMPTY", "Le texte est vide.")
NOT_TEXT = Violation("NOT_TEXT", "La valeur n’est pas un texte.")
NOT_INTEGER = Violation("NOT_INTEGER", "La valeur n’est pas un nombre entier.")
NOT_DECIMAL = Violation("NOT_DECIMAL", "La valeur n’est pas un nombre.")
NOT_FLAG = Violation("NOT_FLAG", "La valeur n’est ni «\u00a0true\u00a0» ni «\u00a0false\u00a0».")
NOT_LIST = Violation("NOT_LIST", "La valeur n’est pas une liste.")
NOT_OBJECT = Violation("NOT_OBJECT", "La valeur n’est pas un objet.")
NOT_DATE = Violation("NOT_DATE", "La valeur n’est pas une date de la forme AAAA-MM-JJ, entre 1900 et 2100.")
NOT_TIME = Violation("NOT_TIME", "La valeur n’est pas une heure de la forme HH:MM, entre 00:00 et 23:59.")
NOT_INSTANT = Violation(
    "NOT_INSTANT", "La valeur n’est pas un instant ISO 8601 avec son décalage, par exemple 2026-06-25T06:00:00Z."
)
NOT_A_CHOICE = Violation("NOT_A_CHOICE", "La valeur n’est pas dans la liste des valeurs admises.")
BAD_CHARACTER = Violation("BAD_CHARACTER", "Le texte contient un caractère de commande ou invalide.")
TEXT_TOO_LONG = Violation("TEXT_TOO_LONG", "Le texte dépasse {most} caractères.")
BAD_FORM = Violation("BAD_FORM", "La valeur n’a pas la forme attendue.")
BAR_IN_ITEM = Violation(
    "BAR_IN_ITEM", "Un élément de la liste contient le caractère «\u00a0|\u00a0», qui sépare les éléments."
)
ITEM_COUNT = Violation("ITEM_COUNT", "La liste compte {found} éléments, elle doit en compter de {least} à {most}.")
OUT_OF_BOUNDS = Violation("OUT_OF_BOUNDS", "Le nombre n’est pas compris entre {least} et {most}.")
TOO_MANY_DECIMALS = Violation("TOO_MANY_DECIMALS", "Le nombre a trop de décimales\u00a0: {most} au plus.")

KEY_REPEATED = Violation("KEY_REPEATED", "La même ligne figure déjà dans ce fichier, ligne {line}.")
KEY_CONFLICT = Violation(
    "KEY_CONFLICT", "La même clé figure déjà dans ce fichier, ligne {line}, avec un autre contenu."
)

REFERENCE_UNKNOWN = Violation("REFERENCE_UNKNOWN", "Aucun enregistrement connu ne répond à cette référence.")
REFERENCE_REFUSED = Violation(
    "REFERENCE_REFUSED",
    "L’enregistrement auquel la ligne renvoie est refusé. Première cause\u00a0: {place}\u00a0: {cause}",
)
NOT_STORED = Violation("NOT_STORED", "La ligne contredit une autre donnée déjà enregistrée.")
OLDER_FEED = Violation(
    "OLDER_FEED",
    "Ce flux a été produit avant le dernier chargé ({last})\u00a0: le fichier n’est pas lu. Il peut l’être de force.",
)

MANIFEST_UNREADABLE = Violation("MANIFEST_UNREADABLE", "Le fichier feed.json manque ou n’est pas un objet JSON.")
FORMAT_UNKNOWN = Violation("FORMAT_UNKNOWN", "Le format du flux n’est pas «\u00a0imagin-feed\u00a0».")
VERSION_UNKNOWN = Violation(
    "VERSION_UNKNOWN", "Cette version du flux n’est pas connue\u00a0: la version 1 est attendue."
)


class FeedOfAnotherAcademy(Refusal):
    reason = "FEED_OF_ANOTHER_ACADEMY"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = "Ce flux est celui de l’académie «\u00a0{academy}\u00a0»\u00a0: il ne peut pas être chargé ici."


class FileNotOwned(Refusal):
    reason = "FILE_NOT_OWNED"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = "Le fichier «\u00a0{file}\u00a0» n’est pas de ceux que ce service lit."


class ImportOutOfOrder(Refusal):
    reason = "IMPORT_OUT_OF_ORDER"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = "L’envoi est mal formé\u00a0: le flux doit être annoncé d’abord, puis chaque fichier avant son contenu."
