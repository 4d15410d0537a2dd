// Comforts for lists and search. Everything works without this file.
