// What this front end itself says. Everything else comes from the hub, in its own language.

const WORDS = {
  en: ['Pages', 'Languages', 'You are here', 'Documents', 'See also', 'Loading…', 'This page is not here. It may have been withdrawn.', 'The hub cannot be reached. Please try again.', 'This page is not translated yet.', 'The original has changed since this was translated.', 'A machine translated this text; nobody has checked it yet.', 'A draft. Only you can see it.', 'Skip to the content'],
  fr: ['Pages', 'Langues', 'Vous êtes ici', 'Documents', 'Voir aussi', 'Chargement…', 'Cette page n’est pas ici. Elle a peut-être été retirée.', 'Le site est injoignable. Réessayez.', 'Cette page n’est pas encore traduite.', 'L’original a changé depuis cette traduction.', 'Ce texte a été traduit par une machine et n’a pas encore été vérifié.', 'Un brouillon. Vous seul le voyez.', 'Aller au contenu'],
  es: ['Páginas', 'Idiomas', 'Está aquí', 'Documentos', 'Véase también', 'Cargando…', 'Esta página no está aquí. Quizá se haya retirado.', 'No se puede acceder al sitio. Inténtelo de nuevo.', 'Esta página aún no está traducida.', 'El original ha cambiado desde esta traducción.', 'Una máquina tradujo este texto; nadie lo ha revisado todavía.', 'Un borrador. Solo usted lo ve.', 'Ir al contenido'],
  ar: ['الصفحات', 'اللغات', 'أنت هنا', 'الوثائق', 'انظر أيضًا', 'جارٍ التحميل…', 'هذه الصفحة غير موجودة، وربما سُحبت.', 'تعذّر الوصول إلى الموقع. حاول مرة أخرى.', 'لم تُترجم هذه الصفحة بعد.', 'تغيّر الأصل منذ هذه الترجمة.', 'ترجمت هذا النصَّ آلةٌ ولم يراجعه أحد بعد.', 'مسودة لا يراها غيرك.', 'انتقل إلى المحتوى'],
  'zh-hans': ['页面', '语言', '当前位置', '文件', '另见', '正在加载…', '此页面不存在，可能已被撤下。', '无法连接网站，请重试。', '此页面尚未翻译。', '翻译之后原文已有改动。', '本文由机器翻译，尚未经人工核对。', '草稿，只有您能看到。', '跳到正文'],
  ru: ['Страницы', 'Языки', 'Вы здесь', 'Документы', 'См. также', 'Загрузка…', 'Этой страницы здесь нет. Возможно, её сняли с публикации.', 'Сайт недоступен. Попробуйте ещё раз.', 'Эта страница ещё не переведена.', 'После перевода оригинал изменился.', 'Текст переведён машиной и ещё не проверен.', 'Черновик. Его видите только вы.', 'Перейти к содержанию'],
  tr: ['Sayfalar', 'Diller', 'Buradasınız', 'Belgeler', 'Ayrıca bakın', 'Yükleniyor…', 'Bu sayfa burada yok. Yayından kaldırılmış olabilir.', 'Siteye ulaşılamıyor. Lütfen yeniden deneyin.', 'Bu sayfa henüz çevrilmedi.', 'Bu çeviriden sonra aslı değişti.', 'Bu metni bir makine çevirdi; henüz kimse denetlemedi.', 'Taslak. Yalnızca siz görüyorsunuz.', 'İçeriğe geç'],
  th: ['หน้า', 'ภาษา', 'คุณอยู่ที่นี่', 'เอกสาร', 'ดูเพิ่มเติม', 'กำลังโหลด…', 'ไม่มีหน้านี้ อาจถูกถอนออกแล้ว', 'เชื่อมต่อเว็บไซต์ไม่ได้ โปรดลองอีกครั้ง', 'หน้านี้ยังไม่ได้แปล', 'ต้นฉบับเปลี่ยนไปหลังการแปลนี้', 'ข้อความนี้แปลด้วยเครื่องและยังไม่มีผู้ตรวจ', 'ฉบับร่าง มีเพียงคุณที่เห็น', 'ข้ามไปยังเนื้อหา'],
  vi: ['Trang', 'Ngôn ngữ', 'Bạn đang ở đây', 'Tài liệu', 'Xem thêm', 'Đang tải…', 'Không có trang này. Có thể trang đã được gỡ.', 'Không kết nối được với trang web. Vui lòng thử lại.', 'Trang này chưa được dịch.', 'Bản gốc đã thay đổi sau bản dịch này.', 'Văn bản này do máy dịch và chưa ai kiểm tra.', 'Bản nháp. Chỉ bạn nhìn thấy.', 'Chuyển đến nội dung'],
  id: ['Halaman', 'Bahasa', 'Anda di sini', 'Dokumen', 'Lihat juga', 'Memuat…', 'Halaman ini tidak ada. Mungkin telah ditarik.', 'Situs tidak dapat dihubungi. Silakan coba lagi.', 'Halaman ini belum diterjemahkan.', 'Naskah asli telah berubah sejak terjemahan ini.', 'Teks ini diterjemahkan mesin dan belum diperiksa.', 'Draf. Hanya Anda yang melihatnya.', 'Langsung ke isi'],
  km: ['ទំព័រ', 'ភាសា', 'អ្នកនៅទីនេះ', 'ឯកសារ', 'មើលផងដែរ', 'កំពុងផ្ទុក…', 'គ្មានទំព័រនេះទេ។ វាអាចត្រូវបានដកចេញ។', 'មិនអាចភ្ជាប់គេហទំព័របានទេ។ សូមព្យាយាមម្ដងទៀត។', 'ទំព័រនេះមិនទាន់បានបកប្រែទេ។', 'អត្ថបទដើមបានផ្លាស់ប្ដូរក្រោយការបកប្រែនេះ។', 'អត្ថបទនេះបកប្រែដោយម៉ាស៊ីន ហើយមិនទាន់មានអ្នកពិនិត្យទេ។', 'សេចក្ដីព្រាង។ មានតែអ្នកទេដែលឃើញ។', 'រំលងទៅខ្លឹមសារ'],
};
const KEYS = ['menu', 'languages', 'here', 'documents', 'related', 'loading', 'missing', 'unreachable', 'fallback', 'stale', 'machine', 'draft', 'skip'];

/** The words of a language, else in English. */
export function words(locale) {
  const list = WORDS[locale] ?? WORDS.en;
  return Object.fromEntries(KEYS.map((key, index) => [key, list[index]]));
}

/** `rtl` for languages that are written from the right. */
export const direction = (locale) => (['ar', 'fa', 'he', 'ur'].includes(locale.split('-')[0]) ? 'rtl' : 'ltr');
