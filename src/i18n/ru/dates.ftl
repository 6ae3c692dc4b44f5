# A native speaker has not yet reviewed this translation.

# Days. Digits are Western ones in every language.
# $month is one of the names below, $day and $year are numbers.
date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
date-month-1 = янв.
date-month-2 = февр.
date-month-3 = марта
date-month-4 = апр.
date-month-5 = мая
date-month-6 = июня
date-month-7 = июля
date-month-8 = авг.
date-month-9 = сент.
date-month-10 = окт.
date-month-11 = нояб.
date-month-12 = дек.
