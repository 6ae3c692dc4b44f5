# A native speaker has not yet reviewed this translation.

# Days. Digits are Western ones in every language.
# $month is one of the names below, $day and $year are numbers.
date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
date-month-1 = ene
date-month-2 = feb
date-month-3 = mar
date-month-4 = abr
date-month-5 = may
date-month-6 = jun
date-month-7 = jul
date-month-8 = ago
date-month-9 = sept
date-month-10 = oct
date-month-11 = nov
date-month-12 = dic
