# A native speaker has not yet reviewed this translation.

# What a volunteer sees while dating one building.

# Pictures
task-gap = { $days } дн.
task-time = { $utc } UTC · там по солнцу около { $sun }
task-time-day = { $utc } UTC · там по солнцу около { $sun }, { $day }
task-tilted = под углом { $degrees }°: крыши наклонены
task-picture = Спутниковый снимок от { $day }
task-picture-marked = Спутниковый снимок от { $day }, здание отмечено в середине
task-across = { $metres } м в ширину, север вверху
task-scale = { $metres } м
task-north = С
task-source-unknown = источник неизвестен

# Titles
task-title = Когда было разрушено это здание?
task-title-doubt = Почему не удаётся определить?
task-title-confirm = Это верно?
task-title-none = Датировать больше нечего

# One picture at a time
task-standing-on = { $day }: стоит ли отмеченное здание?
task-step = Снимок { $n } из примерно { $of }
task-progress = Продвижение с этим зданием
task-standing = Стоит
task-destroyed = Разрушено
task-cannot-see = На этом снимке не видно
task-compare = Для сравнения: { $day }
task-compare-standing = ваш ответ: стоит
task-compare-destroyed = ваш ответ: разрушено
task-compare-oldest = самый ранний снимок
task-context = Посмотреть вокруг
task-other-ways = Другие способы ответить
task-again = Начать это здание заново
task-all = Все снимки сразу
task-one = По одному снимку
task-doubt = Не могу определить

# The check
task-between = Разрушено между { $from } и { $to }?
task-still = На { $day } ещё стоит?
task-already = На { $day } уже разрушено?
task-send-again = Отправить этот ответ ещё раз?
task-late = Это задание было вашим 20 минут и вернулось в очередь, поэтому ваш ответ ещё не сохранён. Он по-прежнему нужен: отправьте его ещё раз.
task-yes = Да, сохранить и дальше
task-earlier = Нет, раньше
task-later = Нет, позже
task-change = Изменить ответ
task-sure = Насколько вы уверены?
task-may-leave = (можно не указывать)
task-sure-sure = уверенно
task-sure-fairly = довольно уверенно
task-sure-guess = это догадка
task-unseen = Почему не видно на снимке от { $day }?
task-blemish-none = не указано
task-blemish-cloud = облака, дымка или дым
task-blemish-blur = слишком нечётко или темно
task-blemish-shifted = смещено
task-blemish-missing = снимка здесь нет
task-blemish-other = другое

# Cannot tell
task-doubt-lead = «Не могу определить» — тоже ответ; причина помогает улучшить снимки.
task-doubt-reason = Причина
task-doubt-cloud = Облака, дымка или дым на важных снимках
task-doubt-blur = Снимки слишком нечёткие, тёмные или смещённые
task-doubt-not-visible = На месте отметки не видно здания
task-doubt-wrong-place = Отметка стоит на чём-то другом
task-doubt-unclear = Здание изменилось, но не могу сказать, разрушено ли оно
task-doubt-other = Другое
task-save = Сохранить и дальше
task-look-again = Посмотреть на это здание ещё раз

# All pictures at once
task-first-destroyed = Первый снимок, где здание разрушено
task-last-standing = Последний снимок, где здание ещё стоит
task-last-default = предыдущий
task-cannot-see-short = не видно
task-cannot-see-on = на снимке от { $day }
task-large = увеличить
task-large-of = снимок от { $day }
task-dated = Разрушено с выбранного снимка
task-dated-short = Разрушено в этом промежутке
task-never = Стоит на всех снимках
task-before = Разрушено уже на первом
task-answered = Ответов пока: { $n }

# The stage
task-stage = Снимки, один поверх другого
task-flip = Переключить
task-blink = Мигание
task-swipe = Шторка
task-zoom = Масштаб
task-outline = Контур
task-wider = Шире
task-more = Ещё
task-tools = Способы просмотра
task-bright = Яркость
task-contrast = Контраст
task-grey = Серые тона
task-reset = Сбросить
task-try = Ещё раз
task-widen = Сомнение: на один раньше
task-narrow = На один позже
task-help = Клавиши
task-close = Закрыть
task-letters = Буквенные клавиши включены
task-key-step = предыдущий снимок, следующий снимок
task-key-flip = переключить между двумя снимками
task-key-blink = медленное мигание
task-key-swipe = двигать шторку
task-key-zoom = увеличить, уменьшить
task-key-cannot = на этом снимке не видно
task-key-outline = скрыть или показать контур
task-key-enter = сохранить показанный или выбранный ответ
task-key-standing = стоит (один снимок); выбрать: стоит на всех снимках
task-key-destroyed = разрушено (один снимок); выбрать: разрушено уже на первом
task-key-doubt = не могу определить
task-key-undo = отозвать последний ответ
task-key-flag = сообщить о проблеме
task-key-help = этот список

# Beside the answer
task-flag = Проблема или комментарий
task-flag-lead = Это читают те, кто ведёт кампанию. Другие волонтёры видят это только после своего ответа.
task-flag-what = О чём речь?
task-flag-wrong-outline = Контур не на том месте
task-flag-not-a-building = Это не здание
task-flag-picture-missing = Снимка нет или он повреждён
task-flag-sensitive = Видно что-то деликатное
task-flag-other = Другое
task-flag-text = Своими словами (до 500 букв)
task-flag-send = Отправить
task-skip = Другое здание, пожалуйста
task-near = Я знаю это место
task-near-help = Об этой округе вас больше не будут спрашивать.
task-undo = Отозвать
task-saved = Сохранено, спасибо.
task-saved-again = Уже сохранено; учитывается один раз.
task-saved-surplus = Принято, спасибо. Тем временем результат для этого здания уже определён по ответам других, поэтому он не изменится.
task-answered-short = Ответов: { $n }
task-said = Ваше сообщение отправлено, спасибо.
task-break = Сейчас хорошее время для короткого перерыва. Отведите взгляд, потянитесь и продолжайте, когда захотите.
task-continue = Продолжить

# None left
task-none-title = Здесь для вас больше нет зданий
task-none-lead = Зданий с вашим ответом: { $n }. Для всех остальных результат уже определён или их сейчас рассматривают другие волонтёры. Спасибо. Загляните позже: какому-то зданию может понадобиться взгляд ещё одного человека.
task-none-again = Посмотреть ещё раз

# Said by the script
task-choose = Выберите первый снимок, на котором здание разрушено.
task-choose-first = Сначала выберите снимок, начиная с которого здание разрушено.
task-offer = Выбрано: «{ $answer }». Клавиша Enter сохранит ответ.
task-marked = Снимок от { $day } отмечен как «не видно»; выберите другой.
task-first-seen = Разрушено на первом снимке, где его видно, { $day }.
task-window = Разрушено между { $from } и { $to }.
task-lost = Снимок от { $day } не загрузился.
task-you-standing = { $day } (ваш ответ: стоит)
task-you-destroyed = { $day } (ваш ответ: разрушено)
task-oldest = { $day } (самый ранний)
task-why = Почему не видно на снимке от { $day }? (можно не указывать)
task-cannot-see-day = Не видно на снимке от { $day }
task-last-is = В последний раз стоит: { $day }
task-waits = Нет связи. Ответов, которые ждут на этом устройстве: { $n }.
task-kept = Сохранено на этом устройстве. Ответов, которые ждут отправки: { $n }.
task-ready = Зданий, готовых без связи: { $n }.
task-full = На этом устройстве нет места для зданий наперёд. Каждое приходит, когда нужно; ваши ответы сохраняются и отправляются.
task-bytes = Снимки этого здания: { $kb } кБ.
task-answered-n = Ответов: { $n }.
task-none-here = На этом устройстве больше нет зданий. Ваши ответы сохранены и будут отправлены, как только появится связь.
task-taken-back = Отозвано. Вот это здание снова.
task-no-link = Сейчас нет связи, а для этого она нужна. Попробуйте позже.
task-offline-title = Нет связи
task-offline = Для этой страницы нужна связь. Ваши ответы сохранены на этом устройстве и будут отправлены, как только она появится.
task-day-standing = { $day }: стоит
task-day-destroyed = { $day }: разрушено
