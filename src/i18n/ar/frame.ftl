# A native speaker has not yet reviewed this translation.
# What stands around every page.
frame-skip = الانتقال إلى المحتوى
# The name of the header's links, for those who hear the page.
frame-ways = الصفحات
frame-guide = الدليل الميداني
frame-mine = عملي
# The name of the language menu; $name is the present language's own name.
frame-language = اللغة: { $name }
# Leaves the site at once, for somebody who is being watched. As short as it can be.
frame-leave = خروج سريع
# Said of that link to whoever points at it.
frame-leave-about = يعرض صفحة فارغة على الفور. وتُزال من هذا الجهاز الصور والإجابات التي لم تُرسَل بعد.
frame-about = طريقة العمل وما الذي يُحفَظ
# Low data: pictures are sent smaller. Both say the state and what the link does.
frame-data-is-full = توفير البيانات متوقّف. تشغيله
frame-data-is-low = توفير البيانات يعمل. إيقافه
frame-staff = فريق العمل
frame-version = الإصدار { $version }، مفتوح المصدر
# The title of the empty page that is left behind. It gives nothing away.
frame-left = صفحة جديدة
frame-announcement = إعلان:
frame-message = رسالة إليك من القائمين على هذه الحملة:
frame-message-read = قرأتُ هذا
