"""Bases of passwords that people choose again and again: our own list, in folded form (no case, no accents).

A password made of nothing but these, digits and rows of the keyboard is refused; one that merely contains them is not.
"""

_BASES = """
password passwort passe passw motdepasse monmotdepasse mot code secret confidentiel acces access login connexion
identifiant compte session utilisateur user username admin administrateur administrator root guest invite default
temporaire provisoire changeme changezmoi nouveau new test testing essai exemple example demo azerty qwerty azer qwert
azertyuiop welcome bienvenue bonjour bonsoir salut coucou hello merci letmein ouvre ouvretoi sesame iloveyou jetaime
love amour amore amis amitie coeur cheri cherie chouchou doudou loulou nounours bebe papa maman mamie papi famille
maison jardin soleil lune etoile ciel liberte egalite fraternite france francais francaise republique paris marseille
lyon toulouse nice nantes strasbourg montpellier bordeaux lille rennes reims grenoble dijon angers nimes toulon
bretagne normandie corse provence alsace lorraine martinique guadeloupe reunion tahiti vacances voyage montagne plage
mer ocean rivage dragon tigre tiger lion loup wolf panthere dauphin requin aigle faucon papillon cheval poney licorne
chien chat chaton lapin souris renard ours poisson football foot rugby tennis basket judo cyclisme velo moto voiture
camion ferrari porsche peugeot renault citroen mercedes champion victoire soccer baseball hockey batman superman
spiderman ironman starwars pokemon pikachu naruto matrix zelda mario minecraft fortnite harrypotter hogwarts gandalf
frodon asterix obelix tintin milou snoopy mickey princess princesse prince reine king queen master maitre monsieur
madame mademoiselle docteur professeur prof enseignant enseignante ecole college lycee universite etudiant eleve
classe cours devoir bac baccalaureat brevet bts examen examens concours jury copie copies note notes correction
correcteur epreuve epreuves mission missions convocation intervenant intervenants gestionnaire rectorat academie
academies academique education nationale educationnationale ministere fonctionnaire frais etatdefrais imagin cyclades
santorin siec dgrh service interacademique internet ordinateur computer laptop windows microsoft linux apple google
facebook twitter instagram youtube netflix amazon orange free bouygues telephone portable samsung iphone gmail hotmail
outlook yahoo janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi
mercredi jeudi vendredi samedi dimanche printemps ete automne hiver noel paques rouge bleu vert jaune noir blanc
violet rose cafe chocolat fraise cerise banane pomme vanille caramel fromage baguette croissant champagne cuisine
musique guitare piano violon rock metal rap reggae danse cinema photo livre poesie histoire geographie mathematiques
maths physique chimie anglais allemand espagnol latin sport marie jean pierre michel nicolas thomas julien alexandre
maxime antoine camille julie sophie celine nathalie isabelle catherine sandrine valerie christine patrick philippe
laurent stephane christophe sebastien david daniel jesus dieu angel ange diable satan monkey shadow sunshine summer
winter spring autumn flower freedom trustno whatever nothing something superstar mustang jordan michael jennifer
jessica charlie buster ginger pepper cookie cheese correcthorsebatterystaple mdp pass pwd toto titi tata tutu truc
machin bidule chose
"""

WORDS = frozenset(_BASES.split())

# Rows of the French and English keyboards, the alphabet and the digits; read both ways.
ROWS = (
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
)
