# A native speaker has not yet reviewed this translation.

# Days. Digits are Western ones in every language.
# $month is one of the names below, $day and $year are numbers.
date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
date-month-1 = січ.
date-month-2 = лют.
date-month-3 = бер.
date-month-4 = квіт.
date-month-5 = трав.
date-month-6 = черв.
date-month-7 = лип.
date-month-8 = серп.
date-month-9 = вер.
date-month-10 = жовт.
date-month-11 = лист.
date-month-12 = груд.
