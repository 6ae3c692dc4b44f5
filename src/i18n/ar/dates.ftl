# A native speaker has not yet reviewed this translation.
# Days. Digits are Western ones in every language.
# $month is one of the names below, $day and $year are numbers.
date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
date-month-1 = كانون الثاني/يناير
date-month-2 = شباط/فبراير
date-month-3 = آذار/مارس
date-month-4 = نيسان/أبريل
date-month-5 = أيار/مايو
date-month-6 = حزيران/يونيو
date-month-7 = تموز/يوليو
date-month-8 = آب/أغسطس
date-month-9 = أيلول/سبتمبر
date-month-10 = تشرين الأول/أكتوبر
date-month-11 = تشرين الثاني/نوفمبر
date-month-12 = كانون الأول/ديسمبر
