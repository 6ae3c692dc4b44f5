# A native speaker has not yet reviewed this translation.

# What stands around every page.
frame-skip = К содержанию страницы
# The name of the header's links, for those who hear the page.
frame-ways = Страницы
frame-guide = Полевой справочник
frame-mine = Моя работа
# The name of the language menu; $name is the present language's own name.
frame-language = Язык: { $name }
# Leaves the site at once, for somebody who is being watched. As short as it can be.
frame-leave = Уйти с сайта
# Said of that link to whoever points at it.
frame-leave-about = Сразу показывает пустую страницу. Снимки и ещё не отправленные ответы удаляются с этого устройства.
frame-about = Как это работает и что хранится
# Low data: pictures are sent smaller. Both say the state and what the link does.
frame-data-is-full = Экономия трафика выключена. Включить
frame-data-is-low = Экономия трафика включена. Выключить
frame-staff = Команда
frame-version = Версия { $version }, открытый код
# The title of the empty page that is left behind. It gives nothing away.
frame-left = Новая страница
frame-announcement = Объявление:
frame-message = Сообщение для вас от тех, кто ведёт эту кампанию:
frame-message-read = Прочитано
