# A native speaker has not yet reviewed this translation.

# What a volunteer sees while dating one building.

# Pictures
task-gap = { $days } дн.
task-time = { $utc } UTC · там за сонцем близько { $sun }
task-time-day = { $utc } UTC · там за сонцем близько { $sun }, { $day }
task-tilted = під кутом { $degrees }°: дахи нахилені
task-picture = Супутниковий знімок від { $day }
task-picture-marked = Супутниковий знімок від { $day }, будівлю позначено посередині
task-across = { $metres } м завширшки, північ угорі
task-scale = { $metres } м
task-north = Пн
task-source-unknown = джерело невідоме

# Titles
task-title = Коли було зруйновано цю будівлю?
task-title-doubt = Чому не вдається визначити?
task-title-confirm = Це правильно?
task-title-none = Датувати більше нічого

# One picture at a time
task-standing-on = { $day }: чи стоїть позначена будівля?
task-step = Знімок { $n } із приблизно { $of }
task-progress = Поступ із цією будівлею
task-standing = Стоїть
task-destroyed = Зруйновано
task-cannot-see = На цьому знімку не видно
task-compare = Для порівняння: { $day }
task-compare-standing = ваша відповідь: стоїть
task-compare-destroyed = ваша відповідь: зруйновано
task-compare-oldest = найдавніший знімок
task-context = Подивитися довкола
task-other-ways = Інші способи відповісти
task-again = Почати цю будівлю знову
task-all = Усі знімки разом
task-one = По одному знімку
task-doubt = Не можу визначити

# The check
task-between = Зруйновано між { $from } і { $to }?
task-still = На { $day } ще стоїть?
task-already = На { $day } вже зруйновано?
task-send-again = Надіслати цю відповідь ще раз?
task-late = Це завдання було вашим 20 хвилин і повернулося до черги, тому вашу відповідь ще не збережено. Вона все ще потрібна: надішліть її ще раз.
task-yes = Так, зберегти й далі
task-earlier = Ні, раніше
task-later = Ні, пізніше
task-change = Змінити відповідь
task-sure = Наскільки ви впевнені?
task-may-leave = (можна не вказувати)
task-sure-sure = упевнено
task-sure-fairly = доволі впевнено
task-sure-guess = це здогад
task-unseen = Чому не видно на знімку від { $day }?
task-blemish-none = не вказано
task-blemish-cloud = хмари, імла чи дим
task-blemish-blur = надто нечітко чи темно
task-blemish-shifted = зсунуто
task-blemish-missing = знімка тут немає
task-blemish-other = щось інше

# Cannot tell
task-doubt-lead = «Не можу визначити» — теж відповідь; причина допомагає поліпшити знімки.
task-doubt-reason = Причина
task-doubt-cloud = Хмари, імла чи дим на важливих знімках
task-doubt-blur = Знімки надто нечіткі, темні чи зсунуті
task-doubt-not-visible = На місці позначки не видно будівлі
task-doubt-wrong-place = Позначка стоїть на чомусь іншому
task-doubt-unclear = Будівля змінилася, але не можу сказати, чи її зруйновано
task-doubt-other = Щось інше
task-save = Зберегти й далі
task-look-again = Подивитися на цю будівлю ще раз

# All pictures at once
task-first-destroyed = Перший знімок, де будівлю зруйновано
task-last-standing = Останній знімок, де будівля ще стоїть
task-last-default = попередній
task-cannot-see-short = не видно
task-cannot-see-on = на знімку від { $day }
task-large = збільшити
task-large-of = знімок від { $day }
task-dated = Зруйновано з вибраного знімка
task-dated-short = Зруйновано в цьому проміжку
task-never = Стоїть на всіх знімках
task-before = Зруйновано вже на першому
task-answered = Відповідей наразі: { $n }

# The stage
task-stage = Знімки, один поверх одного
task-flip = Перемкнути
task-blink = Блимання
task-swipe = Шторка
task-zoom = Масштаб
task-outline = Контур
task-wider = Ширше
task-more = Більше
task-tools = Способи перегляду
task-bright = Яскравість
task-contrast = Контраст
task-grey = Сірі тони
task-reset = Скинути
task-try = Ще раз
task-widen = Є сумнів: на один раніше
task-narrow = На один пізніше
task-help = Клавіші
task-close = Закрити
task-letters = Літерні клавіші ввімкнено
task-key-step = попередній знімок, наступний знімок
task-key-flip = перемкнути між двома знімками
task-key-blink = повільне блимання
task-key-swipe = рухати шторку
task-key-zoom = збільшити, зменшити
task-key-cannot = на цьому знімку не видно
task-key-outline = сховати або показати контур
task-key-enter = зберегти показану або вибрану відповідь
task-key-standing = стоїть (один знімок); вибрати: стоїть на всіх знімках
task-key-destroyed = зруйновано (один знімок); вибрати: зруйновано вже на першому
task-key-doubt = не можу визначити
task-key-undo = відкликати останню відповідь
task-key-flag = повідомити про проблему
task-key-help = цей список

# Beside the answer
task-flag = Проблема або коментар
task-flag-lead = Це читають ті, хто веде кампанію. Інші волонтери бачать це лише після своєї відповіді.
task-flag-what = Про що йдеться?
task-flag-wrong-outline = Контур не на тому місці
task-flag-not-a-building = Це не будівля
task-flag-picture-missing = Знімка немає або його пошкоджено
task-flag-sensitive = Видно щось делікатне
task-flag-other = Щось інше
task-flag-text = Своїми словами (до 500 літер)
task-flag-send = Надіслати
task-skip = Іншу будівлю, будь ласка
task-near = Я знаю це місце
task-near-help = Про цю околицю вас більше не запитуватимуть.
task-undo = Відкликати
task-saved = Збережено, дякуємо.
task-saved-again = Уже збережено; враховується один раз.
task-saved-surplus = Прийнято, дякуємо. Тим часом результат для цієї будівлі вже визначено за відповідями інших, тож це його не змінює.
task-answered-short = Відповідей: { $n }
task-said = Ваше повідомлення надіслано, дякуємо.
task-break = Зараз добрий час для короткої перерви. Відведіть погляд, потягніться й продовжуйте, коли схочете.
task-continue = Продовжити

# None left
task-none-title = Тут для вас більше немає будівель
task-none-lead = Будівель з вашою відповіддю: { $n }. Для всіх інших результат уже визначено або їх зараз розглядають інші волонтери. Дякуємо. Зазирніть пізніше: якійсь будівлі може знадобитися погляд ще однієї людини.
task-none-again = Подивитися ще раз

# Said by the script
task-choose = Виберіть перший знімок, на якому будівлю зруйновано.
task-choose-first = Спершу виберіть знімок, починаючи з якого будівлю зруйновано.
task-offer = Вибрано: «{ $answer }». Клавіша Enter збереже відповідь.
task-marked = Знімок від { $day } позначено як «не видно»; виберіть інший.
task-first-seen = Зруйновано на першому знімку, де її видно, { $day }.
task-window = Зруйновано між { $from } і { $to }.
task-lost = Знімок від { $day } не завантажився.
task-you-standing = { $day } (ваша відповідь: стоїть)
task-you-destroyed = { $day } (ваша відповідь: зруйновано)
task-oldest = { $day } (найдавніший)
task-why = Чому не видно на знімку від { $day }? (можна не вказувати)
task-cannot-see-day = Не видно на знімку від { $day }
task-last-is = Востаннє стоїть: { $day }
task-waits = Немає зв’язку. Відповідей, що чекають на цьому пристрої: { $n }.
task-kept = Збережено на цьому пристрої. Відповідей, що чекають на надсилання: { $n }.
task-ready = Будівель, готових без зв’язку: { $n }.
task-full = На цьому пристрої немає місця для будівель наперед. Кожна надходить, коли потрібна; ваші відповіді зберігаються й надсилаються.
task-bytes = Знімки цієї будівлі: { $kb } кБ.
task-answered-n = Відповідей: { $n }.
task-none-here = На цьому пристрої більше немає будівель. Ваші відповіді збережено; їх буде надіслано, щойно з’явиться зв’язок.
task-taken-back = Відкликано. Ось ця будівля знову.
task-no-link = Зараз немає зв’язку, а для цього він потрібен. Спробуйте пізніше.
task-offline-title = Немає зв’язку
task-offline = Для цієї сторінки потрібен зв’язок. Ваші відповіді збережено на цьому пристрої; їх буде надіслано, щойно він з’явиться.
task-day-standing = { $day }: стоїть
task-day-destroyed = { $day }: зруйновано
