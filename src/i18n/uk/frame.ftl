# A native speaker has not yet reviewed this translation.

# What stands around every page.
frame-skip = До змісту сторінки
# The name of the header's links, for those who hear the page.
frame-ways = Сторінки
frame-guide = Польовий довідник
frame-mine = Моя робота
# The name of the language menu; $name is the present language's own name.
frame-language = Мова: { $name }
# Leaves the site at once, for somebody who is being watched. As short as it can be.
frame-leave = Піти з сайту
# Said of that link to whoever points at it.
frame-leave-about = Одразу показує порожню сторінку. Знімки та ще не надіслані відповіді видаляються з цього пристрою.
frame-about = Як це працює і що зберігається
# Low data: pictures are sent smaller. Both say the state and what the link does.
frame-data-is-full = Економію трафіку вимкнено. Увімкнути
frame-data-is-low = Економію трафіку ввімкнено. Вимкнути
frame-staff = Команда
frame-version = Версія { $version }, відкритий код
# The title of the empty page that is left behind. It gives nothing away.
frame-left = Нова сторінка
frame-announcement = Оголошення:
frame-message = Повідомлення для вас від тих, хто веде цю кампанію:
frame-message-read = Прочитано
