"""The words that the word policy looks for, in English and Russian.

A list has phrases, separated by commas or lines. `*` at the end of a word stands for any
letters, `~` for at most two (the endings of a Russian noun), and ` ... ` for at most
four words. Letters are compared without case and accents, so that ё is е and й is и.
What a list that ends in `_BUT` has is no match for the list before it.
"""

from typing import Final


#: Nudity and sex.
NUDITY: Final = """
    nude, nudes, cekc, nudity, nudist*, naked, nakedness, unclothed, undressed, undressing,
    disrobed, disrobing, topless, unclad, bare breast*, bare breasted, bare bottom*,
    bare butt*, bare ass, exposed breast*, exposed nipple*, exposed chest, nipples,
    genitals, genitalia, penis, vagina, vulva, pubic hair, without clothes,
    without clothing, without any clothes, without any clothing, with no clothes,
    no clothes, no clothing, with nothing on, wearing nothing, wears nothing,
    wearing only a smile, clothes off, birthday suit, nsfw, porn, porno*, hentai,
    erotic*, erotica, sex, sex scene, having sex, sexual, sexual act*, intercourse,
    orgasm*, masturbat*, blowjob*, handjob*, cumshot*, striptease, strip tease,
    stripper*, orgy, orgies, boobs, tits, titties, onlyfans, sexual position*, xxx,
    undress, undresses, seminude, seminaked, fullynude, bare boob*, breasts exposed,
    exposing ... breasts, exposing ... breast, breasts visible, nipple, nip slip,
    take* off ... clothes, taking off ... clothes, takes off ... dress,
    taking off ... dress, take* off ... bra, taking off ... bra, remov* ... clothes,
    clothes removed, clothesless, in the buff, without a stitch, pussy, pussies, fucked,
    fucking me, fucking her, fucking him, cunt, cunts, cunnilingus, fellatio,
    голая, голый, голое, голые, голой, голого, голому, голую, голым, голыми, голых,
    голенький, голенькая, голенькие, голенькой, голенького, голеньким, голышом,
    нагая, нагой, нагое, нагие, нагую, нагого, нагих, нагим, нагими, нагишом, нагота,
    наготу, наготы, наготой, обнаж*, оголен*, оголя*, полугол*, полуобнаж*, раздет*,
    раздеться, раздевается, раздеваюсь, раздеваясь, раздевающ*, разделась, разделся,
    разделись, раздень*, раздевш*, полураздет*, без одежды, без белья, без трусов,
    без трусиков, без лифчика, в чем мать родила, ню, топлес*, нюдс*, эротик*,
    эротич*, порн*, секс, секса, сексу, сексом, сексе, половой акт, половые органы,
    гениталии, вагин*, пенис~, оргазм*, оргия, оргии, оргию, минет~, мастурб*,
    стриптиз*, хентай~, сиськи, сиськами, сисек, соски, сосками, грудь наружу,
    снял* ... одежду, снимает ... одежду, снимаю* ... одежду, снял* ... трусы,
    снимает ... трусы, снял* ... белье, снимает ... белье, снял* ... лифчик,
    снимает ... лифчик, голяком, в костюме евы, в костюме адама, без лифа, писька,
    письки, хуй, хуя, хуем, пизда, пизды, пизду, пиздой, трахает*, трахаю*, трахать*,
    ебет*, ебут*, ебля, секас*, сэкс, сэкса, сэксом,
    goliy, obnazhenn*, golaya, golyi, golyj, golyy, goluyu, golye, obnazhen*, obnazhyon*, razdet*, seks
"""
NUDITY_BUT: Final = """
    nude colo*, nude tone*, nude shade*, nude hue*, nude lip*, nude make*, nude nail*,
    nude manicure, nude heel*, nude shoe*, nude pump*, nude sandal*, nude dress*,
    nude gown*, nude blouse, nude beige, nude pink, nude palette, nude background,
    nude stocking*, nude tights, naked eye*, naked flame*, naked tree*, naked branch*,
    naked truth, naked cake*, naked bulb*, naked bike*, naked motor*, naked blade*,
    naked sword*, naked mole rat*, naked shoulder*, naked feet, no nud*, not nud*,
    non nud*, without nud*, without any nud*, avoid nud*, no naked, not naked, non naked,
    no nsfw, pussy willow*, pussy riot, same sex, opposite sex, sex and the city, sex pistols,
    sex on the beach cocktail*, sexual orientation,
    голы* рук*, гол* ног*, голы* ногами, гол* плеч*, гол* торс*, гол* живот*,
    гол* спин*, гол* колен*, гол* ветв*, гол* ветк*, гол* веточ*, гол* дерев*,
    гол* лес*, гол* скал*, гол* стен*, гол* кам*, гол* земл*, гол* степ*, гол* правд*,
    на голое тело, оголен* провод*, оголен* нерв*, оголен* плеч*, оголен* спин*,
    оголен* скал*, оголен* земл*, оголен* корн*, детск* соск*, не раздева*,
    обнаж* плеч*, обнаж* спин*, обнаж* меч*, обнаж* клин*, обнаж* сабл*, обнаж* шпаг*,
    обнаж* ветв*, обнаж* ветк*, цвет* ню, тон* ню, оттен* ню, макияж* ню, маникюр* ню,
    помад* ню, не гол*, не наг*, не обнаж*, не раздет*, без нагот*, без обнаж*,
    без эротик*, без эротич*, без порн*, без секса, никакой нагот*, раздевалк*,
    порник
"""

#: What a negative prompt must not keep out of a picture, as one of its parts.
CLOTHES: Final = """
    clothes, all clothes, any clothes, clothed, clothing, dressed, underwear, bra,
    panties, dress,
    одежда, одежды, одежду, белье, трусы, платье
"""

#: Little clothing, desire and tenderness: fit for adults only.
INTIMACY: Final = """
    bikini*, swimsuit*, swimwear, swimming costume*, swim trunks, bathing suit*,
    underwear, underpants, panties, lingerie, bra, thong, thongs, garter*, shirtless,
    bare chested, half dressed, scantily, skimpy, see through, sexy, sexier, sexiest,
    sensual*, seduc*, provocativ*, flirt*, romantic*, romance, lover, lovers, lovemaking,
    kiss, kisses, kissed, kissing, making out, make out, in bed with, boudoir, intimate*,
    intimacy, passionate*, lap dance, fetish*, bathtub, in the bath, taking a bath,
    taking a shower, child bride*, on a date,
    бикини, купальник*, плавки, плавках, нижн* бель*, в одном белье, в белье, трусы,
    трусах, трусики, трусиках, лифчик*, бюстгальтер*, стринги, стрингах, сексуальн*,
    сексапил*, сексапильн*, чувственн*, соблазн*, страстн*, флирт*, заигрыва*,
    романти*, поцелу*, целует*, целуют*, целуется, целуются, целующ*, целовать*,
    целуясь, целуя, интим*, будуар*, любовник*, любовниц*, любовн*, в постели с,
    в ванне, принимает ванну, принимает душ, под душем, свидани*
"""
INTIMACY_BUT: Final = """
    kiss* ... forehead, kiss* ... cheek*, kiss* ... nose, kiss* ... hand,
    romantic* light*, romantic* sunset, romantic* glow, romantic* landscape*, romantic* painting*,
    romantic* era, romantic* music, romantic* mood, romantic* atmosphere,
    целу* ... в лоб, целу* ... в щеку, целу* ... в щечку, целу* ... в нос,
    целу* ... в макушку, поцелу* ... в лоб, поцелу* ... в щеку, поцелу* ... в щечку,
    поцелу* ... в нос, поцелу* ... в макушку,
    романтическ* свет*, романтическ* закат*, романтическ* пейзаж*,
    романтическ* настроен*, романтическ* атмосфер*, романтичн* свет*,
    романтичн* закат*, романтичн* пейзаж*, романтичн* настроен*, романтичн* атмосфер*
"""

#: People under 18.
MINORS: Final = """
    child, children, childs, childlike, kid, kids, kiddie*, minors, underage,
    under age, toddler*, baby, babies, infant*, newborn*, preteen*, pre teen*,
    preschooler*, teen, teens, teenage*, teenager*, schoolgirl*, schoolboy*,
    school girl*, school boy*, schoolchild*, school uniform*, schoolkid*, boy, boys,
    little girl*, young girl*, small girl*, tiny girl*, baby girl*, little boy*,
    little sister*, little brother*, kindergart*, lolita*, girl scout*, grandchild*,
    grandson*, granddaughter*, pubescent, prepubescent, jailbait, not yet 18, under 18,
    below 18, barely legal, high schooler*, middle schooler*, junior high, underaged,
    ребенок, ребенка, ребенку, ребенком, ребенке, ребеночек, ребеночка, ребятишк*,
    дети, детей, детям, детьми, детях, детки, деток, деткам, детишк*, дитя, младен*,
    малыш*, малолет*, несовершеннолет*, подрост*, тинейджер*, школьни*, дошкольни*,
    первоклассни*, второклассни*, третьеклассни*, пятиклассни*, шестиклассни*,
    семиклассни*, восьмиклассни*, девятиклассни*, десятиклассни*, старшеклассни*, девочк*, девчушк*, мальчик*, мальчиш*, мальчуган*,
    пацан, пацана, пацаны, пацаном, дочурк*, сыночек, сыночк*, внук, внука, внуки,
    внуком, внучк*, лолит*, школьн* форм*, до 18 лет, младше 18, моложе 18,
    детсад*, devochk*, malchik*, rebenok, rebyonok, shkolnic*
"""
MINORS_BUT: Final = """
    baby blue, baby pink, baby shower, baby s breath, baby grand, baby face*, baby bump,
    baby doll*, oh baby, boy band*, bad boy*, pretty boy*, toy boy*, game boy*,
    beach boys, backstreet boys, child of god, child at heart, kid at heart,
    inner child, kid gloves, karate kid, no child*, no kids, without child*,
    without kids, no minors, no people under 18, year old whisk*, year old scotch,
    year old wine, year old rum, year old house, year old car, year old tree*,
    year old cognac, years old whisk*, years old wine,
    мальчишник*, лет в браке, год* в браке,
    в душе ... ребенок, внутренн* ребенок, внутренн* ребенка, без детей, без ребенка,
    девочк* праздник*, летн* юбиле*, летн* годовщин*, летн* виски, летн* коньяк*,
    летн* вин*, летн* брак*, летн* отношен*, лет назад, лет вместе, лет спустя,
    лет брака, лет свадьбы, лет нашей, лет нашего, лет со дня, лет дружбы, лет любви,
    лет знакомства, лет опыта, год* назад, год* вместе, год* спустя, год* брака,
    год* свадьбы, год* нашей, год* нашего, год* со дня, год* знакомства
"""
#: Words that often mean adults: with nudity they are refused, too.
PERHAPS_MINORS: Final = """
    girl, girls, son, sons, daughter*, nephew*, niece*, young looking, petite,
    child s, pupil, pupils, дочь, дочери, дочерью, дочка, дочку, дочки, дочкой, дочек,
    сын, сына, сыну, сыном, сыновья, племянни*, юн*, школы, школе, ученица, ученицы,
    ученик, ученики
"""
#: Refused in any context.
SEXUALISED_MINORS: Final = """
    loli, lolis, lolicon, shota, shotacon, child porn*, kiddie porn*, cp porn,
    jailbait, pedo*, paedo*, педофил*, детск* порн*, цп порн*, лоликон*, шотакон*
"""

#: Well-known living people; a list can only ever be a sample.
PUBLIC_FIGURES: Final = """
    putin, trump, biden, obama*, zelensky, zelenskyy, zelenskiy, lukashenko, erdogan,
    netanyahu, narendra modi, xi jinping, kim jong un, emmanuel macron, angela merkel,
    boris johnson, king charles, prince william, prince harry, kate middleton,
    meghan markle, melania, kamala harris, joe biden, hillary clinton, bill clinton,
    vladimir putin, dalai lama, greta thunberg, elon musk, mark zuckerberg, zuckerberg,
    jeff bezos, bill gates, sam altman, taylor swift, beyonce, rihanna, lady gaga,
    billie eilish, ariana grande, selena gomez, justin bieber, kardashian*,
    kylie jenner, kendall jenner, kanye west, eminem, snoop dogg, ed sheeran, shakira,
    jennifer lopez, dua lipa, harry styles, britney spears, katy perry, miley cyrus,
    leonardo dicaprio, dicaprio, brad pitt, angelina jolie, tom cruise, tom hanks,
    johnny depp, keanu reeves, scarlett johansson, margot robbie, emma watson,
    emma stone, zendaya, timothee chalamet, ryan gosling, ryan reynolds, robert downey,
    chris hemsworth, dwayne johnson, jason statham, will smith, morgan freeman,
    natalie portman, gal gadot, jennifer lawrence, sydney sweeney, ana de armas,
    pedro pascal, cillian murphy, jackie chan, schwarzenegger, sylvester stallone,
    cristiano ronaldo, lionel messi, neymar, mbappe, lebron james, serena williams,
    roger federer, djokovic, lewis hamilton, conor mcgregor, mike tyson,
    david beckham, beckham, oprah winfrey, jk rowling,
    путин~, трамп~, байден~, обам~, зеленск*, лукашенк*, эрдоган~, нетаньяху, макрон~,
    меркель, си цзиньпин*, ким чен ын*, борис* джонсон*, принц* уильям*, принц* гарри,
    кейт миддлтон, меган маркл, грет* тунберг, илон* маск*, маск илон,
    марк* цукерберг*, цукерберг~, джефф* безос*, билл* гейтс*, тейлор свифт, бейонсе,
    рианн*, леди гаг*, билли айлиш, ариан* гранд*, селен* гомес, джастин* бибер*,
    кардашьян, канье уэст*, эминем~, шакир*, дженнифер лопес, бритни спирс,
    ди каприо, дикаприо, брэд* питт*, бред* питт*, анджелин* джоли, том* круз*,
    джонни депп*, киану ривз*, скарлетт йоханссон, марго робби, эмм* уотсон,
    зендаи, зендая, тимоти шаламе, райан* гослинг*, дженнифер лоуренс, джеки чан*,
    джейсон* стетхем*, стэтхэм*, стетхем*, уилл* смит*, шварценеггер~, сталлоне,
    криштиану роналду, роналду, месси, мбаппе, джокович~, майк* тайсон*, бекхэм~,
    алл* пугачев*, киркоров~, максим* галкин*, собчак, ольг* бузов*, бузов~,
    моргенштерн~, юри* дуд*, хабиб* нурмагомедов*, конор* макгрегор*,
    сергей лавров, дмитри* медведев*, александр* овечкин*
"""
PUBLIC_FIGURES_BUT: Final = """
    trump card*
"""
