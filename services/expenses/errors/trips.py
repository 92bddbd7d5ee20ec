"""What is wrong with a field of a trip, or deserves a second look."""

from kit.errors import Violation

TRIPS_TOO_MANY = Violation("TRIPS_TOO_MANY", "Un état de frais compte au plus {most} lignes de déplacement.")
TRIP_REPEATED = Violation(
    "TRIP_REPEATED", "Cette ligne répète la ligne {other}\u00a0: supprimez l’une des deux, ou corrigez-la."
)
MODE_MISSING = Violation("MODE_MISSING", "Choisissez un mode de transport.")
MODE_CLOSED = Violation("MODE_CLOSED", "Ce mode de transport ne vous est pas proposé. Choisissez-en un autre.")
TOWN_MISSING = Violation("TOWN_MISSING", "Choisissez une commune dans la liste.")
DATE_MISSING = Violation("DATE_MISSING", "Indiquez une date, par exemple 12/06/2026.")
TIME_MISSING = Violation("TIME_MISSING", "Indiquez une heure, par exemple 07:30.")
TOWNS_ALIKE = Violation("TOWNS_ALIKE", "La ville d’arrivée est aussi la ville de départ\u00a0: indiquez deux communes.")
DEPARTURE_FIXED = Violation(
    "DEPARTURE_FIXED", "La ville de départ de cette mission est fixée\u00a0: elle ne peut pas être modifiée."
)
TIME_SKIPPED = Violation(
    "TIME_SKIPPED",
    "Cette heure n’existe pas ce jour-là\u00a0: on est passé à l’heure d’été. Indiquez l’heure suivante.",
)
RETURN_NOT_AFTER = Violation("RETURN_NOT_AFTER", "Le retour doit être après le départ.")
DATES_UNEXPLAINED = Violation(
    "DATES_UNEXPLAINED",
    "Ce déplacement sort des dates de la mission, à plus d’un jour près\u00a0: expliquez pourquoi en commentaire.",
)
DATES_TOO_FAR = Violation(
    "DATES_TOO_FAR", "Ce déplacement est à plus de {most} jours des dates de la mission. Vérifiez les dates."
)
YEAR_INVALID = Violation("YEAR_INVALID", "Indiquez une date de l’année {first} à l’année {last}.")
TRIP_TOO_LONG = Violation("TRIP_TOO_LONG", "Un déplacement dure au plus {most} jours. Vérifiez les dates.")
ONE_WAY_COUNT_INVALID = Violation("ONE_WAY_COUNT_INVALID", "Indiquez un nombre de trajets de 1 à {most}.")
ONE_WAY_COUNT_MIXED = Violation(
    "ONE_WAY_COUNT_MIXED",
    "Sur plusieurs jours, indiquez 1 ou 2 trajets si vous êtes resté(e) sur place, ou {daily} si vous êtes rentré(e) "
    "chaque jour. Sinon, faites une ligne par déplacement.",
)
DAILY_RETURN_HOURS = Violation(
    "DAILY_RETURN_HOURS",
    "Avec un aller et retour chaque jour, l’heure de retour doit être après l’heure de départ. "
    "Sinon, faites une ligne par déplacement.",
)
KILOMETRES_INVALID = Violation(
    "KILOMETRES_INVALID", "Indiquez la distance d’un trajet, de 0,1 à {most}\u00a0km, avec une décimale au plus."
)
DISTANCE_UNEXPLAINED = Violation(
    "DISTANCE_UNEXPLAINED",
    "La distance connue entre ces deux villes est de {table}\u00a0km\u00a0: "
    "expliquez pourquoi la vôtre est plus longue.",
)
POWER_INVALID = Violation("POWER_INVALID", "Indiquez la puissance fiscale de la voiture, de 1 à {most}\u00a0CV.")
TRANSPORT_INVALID = Violation("TRANSPORT_INVALID", "Indiquez le montant total payé pour cette ligne, de 0 à {most}.")
SUNDRY_NOT_ALLOWED = Violation("SUNDRY_NOT_ALLOWED", "Les frais divers ne se déclarent pas avec ce mode de transport.")
SUNDRY_INVALID = Violation("SUNDRY_INVALID", "Indiquez des frais divers de 0 à {most}.")
SUNDRY_UNEXPLAINED = Violation(
    "SUNDRY_UNEXPLAINED", "Indiquez en commentaire la nature des frais divers\u00a0: péage ou parking."
)
COUNT_INVALID = Violation("COUNT_INVALID", "Indiquez un nombre entier, 0 ou plus.")
MEALS_ABOVE_OWED = Violation(
    "MEALS_ABOVE_OWED",
    "Vos heures de présence ouvrent droit à {owed} repas en tout\u00a0: réduisez ce nombre ou corrigez vos horaires.",
)
NIGHTS_ABOVE_OWED = Violation(
    "NIGHTS_ABOVE_OWED",
    "Vos heures de présence ouvrent droit à {owed} en tout\u00a0: réduisez ce nombre ou corrigez vos horaires.",
)
NIGHT_ABROAD = Violation(
    "NIGHT_ABROAD", "Aucun taux n’existe pour une nuitée à l’étranger\u00a0: votre gestionnaire la traite lui-même."
)

TRIP_INSIDE_RESIDENCE = Violation(
    "TRIP_INSIDE_RESIDENCE",
    "Ce déplacement reste dans la commune de votre domicile ou de votre établissement, ou dans une commune limitrophe"
    "\u00a0: il n’ouvre droit ni au transport, ni aux repas, ni aux nuitées.",
)
TRANSPORT_NONE = Violation(
    "TRANSPORT_NONE",
    "Aucun montant n’est indiqué pour les billets de cette ligne\u00a0: rien n’est remboursé pour son transport.",
)
SUNDRY_UNPAID = Violation(
    "SUNDRY_UNPAID",
    "Ce déplacement est remboursé sur la base du tarif SNCF de 2e\u00a0classe\u00a0: "
    "les frais divers, péage ou parking, ne s’y ajoutent pas.",
)
TRIPS_OVERLAP = Violation(
    "TRIPS_OVERLAP",
    "Ce déplacement commence pendant celui de la ligne {other}, sans partir de la ville où il mène\u00a0: "
    "vérifiez les dates et les heures.",
)
RETURN_MISSING = Violation(
    "RETURN_MISSING",
    "La ligne {other} part de la commune de votre domicile ou de votre établissement, ou d’une commune limitrophe, "
    "sans que vous y soyez revenu(e)\u00a0: ajoutez la ligne du retour, sans elle ni repas ni nuitée ne sont dus sur "
    "place.",
)
TRIP_CROSSES_YEAR = Violation(
    "TRIP_CROSSES_YEAR",
    "Ce déplacement passe d’une année à l’autre\u00a0: faites plutôt deux lignes. "
    "Les kilomètres comptent pour l’année du départ.",
)
ACCEPTED_LINES = Violation(
    "ACCEPTED_LINES",
    "Gardez les lignes qui ont été demandées, dans leur ordre\u00a0: seuls leurs nombres peuvent changer.",
)
ACCEPTED_FIXED = Violation(
    "ACCEPTED_FIXED", "Gardez ce que l’intervenant a indiqué ici\u00a0: seuls les nombres de la ligne peuvent changer."
)
