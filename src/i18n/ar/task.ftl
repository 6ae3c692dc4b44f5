# A native speaker has not yet reviewed this translation.
# What a volunteer sees while dating one building.

# Pictures
task-gap = { $days } يوم
task-time = { $utc } بالتوقيت العالمي · نحو { $sun } بتوقيت الشمس هناك
task-time-day = { $utc } بالتوقيت العالمي · نحو { $sun } في { $day } بتوقيت الشمس هناك
task-tilted = زاوية مائلة { $degrees } درجة: الأسقف تميل
task-picture = صورة فضائية بتاريخ { $day }
task-picture-marked = صورة فضائية بتاريخ { $day }، والمبنى محدَّد في وسطها
task-across = العرض { $metres } م، والشمال في الأعلى
task-scale = { $metres } م
task-north = ش
task-source-unknown = المصدر غير معروف

# Titles
task-title = متى دُمِّر هذا المبنى؟
task-title-doubt = لماذا لا يمكن الجزم؟
task-title-confirm = هل هذا صحيح؟
task-title-none = لم يبقَ ما يُؤرَّخ

# One picture at a time
task-standing-on = { $day }: هل المبنى المحدَّد قائم؟
task-step = الصورة { $n } من نحو { $of }
task-progress = التقدّم في هذا المبنى
task-standing = قائم
task-destroyed = مدمّر
task-cannot-see = لا يظهر في هذه الصورة
task-compare = مقارنة مع { $day }
task-compare-standing = إجابتك: قائم
task-compare-destroyed = إجابتك: مدمّر
task-compare-oldest = أقدم صورة
task-context = النظر إلى المحيط الأوسع
task-other-ways = طرق أخرى للإجابة
task-again = بدء هذا المبنى من جديد
task-all = كل الصور معًا
task-one = صورة بعد صورة
task-doubt = لا يمكن الجزم

# The check
task-between = دُمِّر بين { $from } و{ $to }؟
task-still = هل كان لا يزال قائمًا في { $day }؟
task-already = هل كان مدمّرًا من قبل في { $day }؟
task-send-again = هل تُرسَل هذه الإجابة من جديد؟
task-late = كانت هذه المهمة لك مدة 20 دقيقة ثم عادت إلى قائمة الانتظار، ولذلك لم تُحفَظ إجابتك بعد. ما زالت مطلوبة: يُرجى إرسالها مرة أخرى.
task-yes = نعم، حفظ ثم التالي
task-earlier = لا، دُمِّر قبل ذلك
task-later = لا، دُمِّر بعد ذلك
task-change = تغيير الإجابة
task-sure = ما درجة التأكّد؟
task-may-leave = (اختياري)
task-sure-sure = مؤكَّد
task-sure-fairly = مرجَّح
task-sure-guess = تخمين
task-unseen = لماذا لا يظهر في { $day }؟
task-blemish-none = لم يُذكَر
task-blemish-cloud = غيوم أو ضباب أو دخان
task-blemish-blur = غير واضحة أو معتمة
task-blemish-shifted = مُزاحة
task-blemish-missing = لا صورة هنا
task-blemish-other = شيء آخر

# Cannot tell
task-doubt-lead = «لا يمكن الجزم» إجابة أيضًا، والسبب يساعد على تصحيح الصور.
task-doubt-reason = السبب
task-doubt-cloud = غيوم أو ضباب أو دخان في الصور المهمة
task-doubt-blur = الصور غير واضحة أو معتمة أو مُزاحة
task-doubt-not-visible = لا يظهر أي مبنى عند العلامة
task-doubt-wrong-place = العلامة على شيء آخر
task-doubt-unclear = تغيّر المبنى، لكن لا يمكن القول إنه دُمِّر
task-doubt-other = شيء آخر
task-save = حفظ ثم التالي
task-look-again = النظر إلى هذا المبنى من جديد

# All pictures at once
task-first-destroyed = أول صورة يظهر فيها مدمّرًا
task-last-standing = آخر صورة لا يزال فيها قائمًا
task-last-default = الصورة السابقة لها
task-cannot-see-short = لا يظهر
task-cannot-see-on = في صورة { $day }
task-large = تكبير
task-large-of = صورة { $day }
task-dated = مدمّر ابتداءً من الصورة المختارة
task-dated-short = دُمِّر في هذه الفترة
task-never = قائم في كل الصور
task-before = مدمّر منذ الصورة الأولى
task-answered = عدد الإجابات حتى الآن: { $n }

# The stage
task-stage = الصورتان، إحداهما فوق الأخرى
task-flip = تبديل
task-blink = وميض
task-swipe = تمرير
task-zoom = تكبير
task-outline = الإطار
task-wider = مشهد أوسع
task-more = المزيد
task-tools = طرق النظر
task-bright = السطوع
task-contrast = التباين
task-grey = رمادي
task-reset = إعادة الضبط
task-try = إعادة المحاولة
task-widen = شكّ: صورة أقدم
task-narrow = صورة أحدث
task-help = المفاتيح
task-close = إغلاق
task-letters = مفاتيح الحروف مفعَّلة
task-key-step = الصورة السابقة، الصورة التالية
task-key-flip = التبديل بين الصورتين
task-key-blink = وميض بطيء
task-key-swipe = التمرير من صورة إلى أخرى
task-key-zoom = تكبير، تصغير
task-key-cannot = لا يظهر في هذه الصورة
task-key-outline = إخفاء الإطار أو إظهاره
task-key-enter = حفظ الإجابة المعروضة أو المختارة
task-key-standing = قائم (صورة واحدة)؛ اختيار: قائم في كل الصور
task-key-destroyed = مدمّر (صورة واحدة)؛ اختيار: مدمّر منذ الصورة الأولى
task-key-doubt = لا يمكن الجزم
task-key-undo = سحب آخر إجابة
task-key-flag = الإبلاغ عن مشكلة
task-key-help = هذه القائمة

# Beside the answer
task-flag = الإبلاغ عن مشكلة أو إضافة تعليق
task-flag-lead = يقرأ هذا القائمون على الحملة. ولا يراه متطوّعون آخرون إلا بعد أن يجيبوا.
task-flag-what = ما موضوع البلاغ؟
task-flag-wrong-outline = الإطار في غير موضعه
task-flag-not-a-building = هذا ليس مبنى
task-flag-picture-missing = صورة ناقصة أو تالفة
task-flag-sensitive = يظهر شيء حسّاس
task-flag-other = شيء آخر
task-flag-text = بكلماتك (500 حرف على الأكثر)
task-flag-send = إرسال
task-skip = مبنى آخر
task-near = أعرف هذا المكان
task-near-help = لن يُطرَح عليك هذا الحيّ مرة أخرى.
task-undo = سحب الإجابة
task-saved = حُفظت، شكرًا.
task-saved-again = محفوظة من قبل، وتُحتسَب مرة واحدة.
task-saved-surplus = حُفظت إجابتك، شكرًا. حسم آخرون أمر هذا المبنى في هذه الأثناء، ولذلك لم تعد تغيّر النتيجة.
task-answered-short = الإجابات: { $n }
task-said = أُرسل بلاغك، شكرًا.
task-break = وقت مناسب لاستراحة قصيرة، بعيدًا عن الشاشة ومع قليل من الحركة، ثم المتابعة حين يناسبك ذلك.
task-continue = متابعة

# None left
task-none-title = لم يبقَ لك هنا ما يُؤرَّخ
task-none-lead = عدد المباني التي أجبت عنها: { $n }. وكل ما عداها محسوم أو ينظر إليه متطوّعون آخرون الآن. شكرًا. يُرجى العودة لاحقًا: قد يحتاج مبنى إلى شخص آخر ينظر إليه.
task-none-again = النظر من جديد

# Said by the script
task-choose = يُرجى اختيار أول صورة يظهر فيها مدمّرًا.
task-choose-first = يُرجى أولًا اختيار الصورة التي يظهر مدمّرًا ابتداءً منها.
task-offer = الإجابة المختارة: «{ $answer }». يحفظها مفتاح Enter.
task-marked = إجابتك عن صورة { $day } أنه لا يظهر فيها؛ يُرجى اختيار صورة أخرى.
task-first-seen = مدمّر في أول صورة يظهر فيها، { $day }.
task-window = دُمِّر بين { $from } و{ $to }.
task-lost = لم تصل صورة { $day }.
task-you-standing = { $day } (إجابتك: قائم)
task-you-destroyed = { $day } (إجابتك: مدمّر)
task-oldest = { $day } (الأقدم)
task-why = لماذا لا يظهر في { $day }؟ (اختياري)
task-cannot-see-day = لا يظهر في { $day }
task-last-is = قائم آخر مرة: { $day }
task-waits = لا اتصال. عدد الإجابات المنتظِرة على هذا الجهاز: { $n }.
task-kept = حُفظت على هذا الجهاز. عدد الإجابات المنتظِرة للإرسال: { $n }.
task-ready = عدد المباني الجاهزة من دون اتصال: { $n }.
task-full = لا مساحة على هذا الجهاز لحفظ المباني مسبقًا. يأتي كل مبنى حين يُطلب، وإجاباتك تُحفظ وتُرسَل.
task-bytes = صور هذا المبنى: { $kb } كيلوبايت.
task-answered-n = عدد الإجابات: { $n }.
task-none-here = لا مزيد من المباني على هذا الجهاز. إجاباتك محفوظة وستُرسَل حين يتوفّر اتصال.
task-taken-back = سُحبت الإجابة. ها هو المبنى من جديد.
task-no-link = لا اتصال الآن، وهذا يحتاج إلى اتصال. يُرجى المحاولة لاحقًا.
task-offline-title = لا اتصال
task-offline = تحتاج هذه الصفحة إلى اتصال. إجاباتك محفوظة على هذا الجهاز وستُرسَل حين يتوفّر اتصال.
task-day-standing = { $day }: قائم
task-day-destroyed = { $day }: مدمّر
