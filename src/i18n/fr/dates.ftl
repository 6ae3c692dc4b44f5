# A native speaker has not yet reviewed this translation.
# Days. Digits are Western ones in every language.
# $month is one of the names below, $day and $year are numbers.
date-day = { $day ->
    [1] 1er { $month } { $year }
   *[other] { $day } { $month } { $year }
 }
date-month = { $month } { $year }
date-month-1 = janv.
date-month-2 = févr.
date-month-3 = mars
date-month-4 = avr.
date-month-5 = mai
date-month-6 = juin
date-month-7 = juill.
date-month-8 = août
date-month-9 = sept.
date-month-10 = oct.
date-month-11 = nov.
date-month-12 = déc.
