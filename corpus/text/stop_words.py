"""Words that say nothing of what a text is about: articles, pronouns, prepositions, conjunctions, auxiliaries.

Closed classes only, so that "Uhr", "homme" and "dag" stay words. English is in the form that `corpus.text.terms` gives
its words before stemming, so without apostrophes; the others are as they are written, and normalised there.
"""

from __future__ import annotations

_ENGLISH = """
    a an the this that these those
    i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she
    her hers herself it its itself they them their theirs themselves one ones
    what which who whom whose when where why how whether
    am is are was were be been being have has had having do does did doing done
    can could will would shall should may might must ought cannot
    isnt arent wasnt werent hasnt havent hadnt dont doesnt didnt cant couldnt wont wouldnt shant shouldnt
    mightnt mustnt neednt aint
    and but or nor so yet if because as until while although though than then that
    of at by for with about against between into through during before after above below to from up down in
    out on off over under upon onto within without via per among amongst toward towards
    again further once here there all any both each few more most other others another some such no not only
    own same too very just also even ever either neither else much many
    ie eg etc
"""

_ALBANIAN = """
    një i e të së që ky kjo këta këto ai ajo ata ato atij asaj atyre këtij kësaj këtyre unë ti ne ju më mua ty na
    ju na neve jush tij saj tyre im ime tim time juaj ynë jonë vet vetë u iu ia ua
    kush cili cila cilët cilat cilin cilën çfarë çka kur ku pse si sa
    është janë jam je jemi jeni ishte ishin isha qenë qenë ka kanë kam ke kemi keni kishte kishin pasur do duhet mund
    u s nuk mos as po jo dhe edhe ose apo por ndërsa sepse nëse kur sikur kurse dhe pra prandaj
    në nga me për mbi nën te tek prej pa deri drejt midis mes ndër gjatë pas para kundër sipas brenda jashtë rreth
    çdo gjithë tërë disa asnjë ndonjë tjetër tjera tjerë vetëm shumë pak më aq kaq këtu atje aty këtë atë
"""

_ARABIC = """
    في من إلى على عن مع بعد قبل عند حتى منذ بين تحت فوق خلال حول ضد دون لدى نحو أمام
    هو هي هم هن هما أنا نحن أنت أنتم انت هذا هذه ذلك تلك هؤلاء أولئك الذي التي الذين اللذان اللتان اللواتي
    كان كانت كانوا يكون تكون يكونوا كنت ليس ليست قد لقد سوف لا لم لن ما ماذا متى أين كيف لماذا كم هل أي من أية
    و أو ثم أم بل لكن ولكن إن أن أنه أنها إنه إنها لأن إذا لو كما حيث بينما مثل كل بعض غير أيضا فقط
    به بها له لها لهم فيه فيها منه منها عليه عليها إليه إليها عنه عنها وهو وهي وفي ومن وقد وما ولا كذلك هنا هناك
"""

_CATALAN = """
    el la els les l un una uns unes lo al als del dels pel pels d de a en amb per sense entre sobre sota fins des cap
    contra segons durant abans després davant darrere dins fora
    jo tu ell ella nosaltres vosaltres ells elles em et es ens us se me te li els hi ho m t s n
    meu meva meus meves teu teva teus teves seu seva seus seves nostre nostra nostres vostre vostra vostres
    aquest aquesta aquests aquestes aquell aquella aquells aquelles això allò
    que què qui qual quals quan on com perquè quant quants quanta quantes quin quina quins quines
    és són era eren soc ser estat sigut fou foren està estan estava estaven ha han he has hem heu havia havien haver
    hi va van vaig vas vam vau pot poden podia
    i o però si no ni doncs mentre encara també tampoc només molt molts molta moltes més menys tan tant tot tota tots
    totes altre altra altres mateix mateixa mateixos cada algun alguna alguns algunes ja així aquí allà
"""

_CZECH = """
    ten ta to ti ty toho té tomu tom tím těch těm těmi tento tato toto tyto tohoto této tomto tímto těchto
    já ty on ona ono my vy oni ony mě mne mi mně mnou tě tebe ti tobě jeho jemu ho mu něm ním její jí ji ni ní nás nám
    námi vás vám vámi je jich jim nich nim nimi jejich se si sebe sobě sebou
    můj moje má mého mé tvůj tvoje svůj svá své svého svou svých svým náš naše váš vaše
    kdo koho komu kým co čeho čem čím který která které kteří kterého kterou kterých kterým jaký jaká jaké kdy kde kam
    odkud proč jak kolik zda zdali
    jsem jsi je jsme jste jsou byl byla bylo byli byly bude budou budu budeš budeme není nejsou bych by bys bychom
    má mají měl měla mělo měli může mohou musí
    a i ale nebo ani že aby když pokud protože neboť jestli než až však tedy tak také jen již už ještě
    v ve na z ze s se k ke o u do od po pro při za před přes pod nad mezi bez podle kolem během proti
    ne každý každá každé všechen všechny všech vše jiný jiná jiné jiných některý některé tam tady zde
"""

_DANISH = """
    en et den det de denne dette disse der som
    jeg mig min mit mine du dig din dit dine han ham hans hun hende hendes vi os vores vor jer jeres i dem deres sig
    sin sit sine man selv
    hvem hvad hvilken hvilket hvilke hvis hvornår hvor hvorfor hvordan
    er var være været bliver blev blive blevet har havde have haft kan kunne skal skulle vil ville må måtte burde
    gør gjorde
    og men eller så fordi at om når da mens hvis end både hverken
    af i på til fra med for ved under over mod mellem efter før uden om op ned ud ind ad hos siden gennem
    ikke ingen intet også kun mere mest meget mange nogen noget nogle alle alt anden andet andre hver hvert her nu
    sådan samme
"""

_DUTCH = """
    de het een dit dat deze die
    ik mij me mijn jij je jou jouw u uw hij hem zijn zij ze haar wij we ons onze jullie hen hun zich zelf elkaar men
    wie wat welke welk wanneer waar waarom hoe hoeveel wiens
    ben bent is was waren zijn geweest word wordt worden werd werden geworden heb hebt heeft hebben had hadden gehad
    kan kunt kunnen kon konden zal zult zullen zou zouden wil wilt willen wilde mag mogen mocht moet moeten moest
    moesten doet deed
    en maar of want dus omdat doordat als dan toen terwijl hoewel zodat indien noch
    van in op te aan met voor door bij naar uit om over onder tot tegen tussen na sinds zonder binnen buiten tijdens
    volgens per langs
    niet geen ook nog al alle alles ander andere iemand niemand iets niets elk elke ieder iedere meer meest veel wel
    alleen zeer er daar hier nu zo
"""

_FINNISH = """
    minä minun minua minut minulla minulle sinä sinun sinua sinut hän hänen häntä hänet hänellä hänelle hänestä
    me meidän meitä meille te teidän teitä he heidän heitä heille
    tämä tämän tätä tässä tästä tähän tuo tuon tuota se sen sitä siinä siitä siihen sillä nämä näiden näitä näissä nuo
    ne niiden niitä niissä niistä niihin niillä itse
    kuka kenen ketä kenellä kenelle ketkä mikä minkä mitä missä mistä mihin millä mitkä kumpi milloin koska miksi
    miten kuinka montako
    joka jonka jota jossa josta johon jolla jolle jotka joiden joita joissa joista
    olen olet on olemme olette ovat oli olivat olin ollut olleet olla olisi ole eivät ei en et emme ette
    voi voivat voisi pitää täytyy
    ja tai sekä mutta vaan että jos kun kuin koska vaikka joten niin eli myös vain jo vielä nyt sitten
    kanssa ilman ennen jälkeen aikana yli alle välillä kautta mukaan vastaan noin kaikki kaikkien kaikkia muu muut
    muiden joku jokin jokainen jonkin sama hyvin enemmän
"""

_FRENCH = """
    le la les l un une des du de d au aux ce cet cette ces ça cela ceci c celui celle ceux celles
    je j me m moi tu te t toi il elle on nous vous ils elles se s soi lui leur leurs eux y en
    mon ma mes ton ta tes son sa ses notre nos votre vos
    qui que qu quoi dont où quel quelle quels quelles lequel laquelle lesquels lesquelles auquel duquel quand comment
    pourquoi combien
    suis es est sommes êtes sont étais était étions étaient fus fut furent serai sera seront serait seraient sois soit
    soient être étant ai as a avons avez ont avais avait avaient eut eurent aura auront aurait auraient ait aient
    avoir ayant eu peut peuvent pouvait doit doivent devait fait
    et ou mais donc or ni car si comme lorsque puisque quoique parce afin alors ainsi
    à dans par pour sur avec sans sous entre vers chez contre depuis pendant avant après dès jusque jusqu selon lors
    parmi
    ne n pas plus moins très aussi même mêmes tout toute tous toutes autre autres chaque quelque quelques aucun aucune
    tel telle tels telles ici là déjà encore
"""

_GERMAN = """
    der die das den dem des ein eine einen einem einer eines dieser diese dieses diesen diesem jener jene jenes jenen
    jenem derselbe dieselbe dasselbe derjenige diejenige dasjenige
    ich mich mir du dich dir er ihn ihm sie es wir uns ihr euch ihnen sich man selbst einander
    mein meine meinen meinem meiner meines dein deine deinen deinem deiner deines sein seine seinen seinem seiner
    seines ihre ihren ihrem ihrer ihres unser unsere unseren unserem unserer unseres euer eure euren eurem eurer
    wer wen wem wessen was welcher welche welches welchen welchem wann wo wohin woher warum weshalb wieso wie wieviel
    wieviele womit wodurch worin woran worauf wofür wovon
    bin bist ist sind seid war warst waren wart gewesen werde wirst wird werden werdet wurde wurden worden geworden
    habe hast hat haben habt hatte hatten hattest hätte hätten wäre wären würde würden kann können konnte konnten
    könnte könnten soll sollen sollte sollten muss müssen musste mussten darf dürfen durfte durften mag will wollen
    wollte wollten
    und oder aber denn sondern weil dass ob wenn als während obwohl damit sodass bevor nachdem bis doch sowie sowohl
    weder noch
    in im ins an am ans auf aus bei beim mit nach von vom vor zu zum zur für durch über unter um gegen ohne zwischen
    hinter neben seit wegen trotz innerhalb außerhalb ab
    nicht kein keine keinen keinem keiner keines nur auch schon so sehr mehr dann da dort hier nun jetzt alle allen
    aller alles allem andere anderen anderer anderes jede jeden jeder jedes jedem einige einigen mancher manche viele
    vielen viel etwas nichts dazu daran darauf davon dabei dafür darin dadurch daher
"""

_GREEK = """
    ο η το οι τα του της των τον την τους τις στο στη στην στον στα στις στους ένας μια μία ένα ενός μιας έναν
    εγώ εσύ αυτός αυτή αυτό αυτοί αυτές αυτά αυτού αυτής αυτών αυτόν αυτήν εμείς εσείς με σε μας σας μου σου εκείνος
    εκείνη εκείνο
    ποιος ποια ποιο ποιοι ποιες ποιον ποιους τι πότε πού γιατί πώς πόσο πόσα πόσοι πόσες πόσους
    που οποίος οποία οποίο οποίοι οποίες οποίων οποίου οποίας όποιος ό,τι όταν όπου όπως όσο
    είναι ήταν είμαι είσαι είμαστε είστε ήμουν έχω έχει έχουν είχε είχαν θα να ας μπορεί πρέπει
    και κι ή αλλά όμως αν εάν ότι πως ώστε διότι επειδή ενώ ούτε μήτε
    από για προς κατά μετά πριν παρά αντί χωρίς μέχρι έως μεταξύ υπό επί ως σαν
    δεν μη μην όχι ναι πολύ πιο πλέον μόνο επίσης κάθε όλα όλοι όλες όλων άλλο άλλη άλλος άλλοι άλλες άλλα κάποιος
    κάποια κάποιο εδώ εκεί
"""

_HUNGARIAN = """
    a az egy ez ezek azok ezt azt ezen azon ebben abban ennek annak erre arra ettől attól ezzel azzal
    én te ő mi ti ők engem téged minket titeket őket nekem neked neki nekünk nektek nekik velem veled vele maga
    magát saját
    ki kit kik kinek mit mik melyik melyek milyen mikor hol hová honnan miért hogyan hány mennyi
    aki akik akit akinek amely amelyek amelyet amelynek ami amit amikor ahol ahogy mint
    van vannak volt voltak vagyok vagy vagyunk lesz lesznek lett lettek lenne legyen lenni nincs nincsenek volna
    kell lehet lehetett tud
    és s meg de ha hogy mert vagy pedig azonban ezért illetve valamint hanem sem se is
    ne nem igen csak már még most majd el ki be fel le át össze vissza
    alatt között által után előtt szerint mellett felett fölött óta ellen nélkül miatt közben során
    minden mindig más másik egyes néhány több sok nagyon így úgy itt ott akkor
"""

_INDONESIAN = """
    yang ini itu tersebut para sang si suatu sebuah seorang
    saya aku kamu anda dia ia beliau kami kita mereka nya
    siapa apa apakah mana kapan dimana mengapa kenapa bagaimana berapa
    adalah ialah merupakan ada tidak bukan belum sudah telah akan sedang masih pernah dapat bisa harus boleh jangan
    dan atau tetapi tapi namun serta jika kalau bila karena sebab sehingga agar supaya bahwa ketika saat sedangkan
    meskipun walaupun maka
    di ke dari pada dalam dengan untuk oleh kepada bagi tentang antara sampai hingga sejak selama setelah sebelum
    terhadap tanpa sebagai seperti secara atas bawah
    juga hanya lagi lebih paling sangat semua setiap beberapa lain lainnya sendiri saja pun begitu sini sana
"""

_ITALIAN = """
    il lo la i gli le l un uno una del dello della dei degli delle al allo alla ai agli alle dal dallo dalla dai dagli
    dalle nel nello nella nei negli nelle sul sullo sulla sui sugli sulle col coi
    questo questa questi queste quello quella quelli quelle quei quegli ciò
    io tu lui lei noi voi loro egli ella essi esse mi ti si ci vi lo li ne me te se gliene glielo
    mio mia miei mie tuo tua tuoi tue suo sua suoi sue nostro nostra nostri nostre vostro vostra vostri vostre
    chi che cosa quale quali quando dove perché come quanto quanta quanti quante cui
    sono sei è siamo siete era erano ero fu furono saranno sarebbe sia siano stato stata stati state essere
    ho hai ha abbiamo avete hanno aveva avevano ebbe ebbero avrà avrebbe abbia avuto avere può possono poteva deve
    devono
    e ed o od ma se anche né oppure quindi dunque però mentre benché affinché poiché
    di a ad da in con su per tra fra d sotto sopra senza contro verso durante dopo prima entro presso secondo fino
    non più meno molto molti molta molte poco tutto tutta tutti tutte altro altra altri altre ogni alcuni alcune
    stesso stessa stessi solo così già ancora qui là
"""

_NORWEGIAN = """
    en et ei ein eit den det de denne dette disse desse som der
    jeg eg meg min mitt mine mi du deg din ditt dine di han ham hans hun ho henne hennes hennar vi oss vår vårt våre
    dere dykk deres dykkar dem dei deira seg sin sitt sine si man selv sjølv
    hvem hva hvilken hvilket hvilke hvor hvorfor hvordan når kven kva kvar kvifor korleis hvis
    er var være vere vært vore blir ble bli blitt vart har hadde ha hatt kan kunne skal skulle vil ville må måtte
    burde gjør gjorde
    og men eller så fordi at om når da mens enn både verken
    av i på til fra frå med for ved under over mot mellom etter før uten om opp ned ut inn hos siden gjennom
    ikke ikkje ingen ingenting også òg bare berre mer mest meget mye mykje mange noen noe nokon noko alle alt annen
    annet andre hver hvert her nå slik samme
"""

_POLISH = """
    ten ta to ci te tego tej temu tym tą tę tych tymi tamten tamta tamto
    ja ty on ona ono my wy oni one mnie mi mną ciebie cię ci tobie tobą jego go jemu mu nim jej ją nią niej nas nam
    nami was wam wami ich im nich nimi się siebie sobie sobą
    mój moja moje mojego twój twoja twoje swój swoja swoje swojego swojej swoim swoich nasz nasza nasze wasz wasza
    kto kogo komu kim co czego czemu czym który która które którego której którym którą których którzy jaki jaka
    jakie jakiego kiedy gdzie dokąd skąd dlaczego jak ile ilu czy
    jestem jesteś jest jesteśmy są był była było byli były być będzie będą będę został została zostało zostali zostały
    ma mają miał miała miało mieli może mogą mógł musi by byłby byłaby
    i a oraz lub albo ani ale lecz więc że żeby aby gdy jeśli jeżeli ponieważ bo choć jednak zaś
    w we na z ze do od o u po za przed przy przez pod nad dla bez między podczas według wobec oprócz około ku
    nie tak też także tylko już jeszcze bardzo bardziej każdy każda każde wszystkie wszystkich wszystko inny inna inne
    innych tam tu tutaj
"""

_PORTUGUESE = """
    o a os as um uma uns umas do da dos das no na nos nas ao à aos às pelo pela pelos pelas num numa dum duma
    este esta estes estas isto esse essa esses essas isso aquele aquela aqueles aquelas aquilo deste desta neste nesta
    desse dessa nesse nessa
    eu tu ele ela nós vós eles elas você vocês me te se lhe lhes mim ti si consigo
    meu minha meus minhas teu tua teus tuas seu sua seus suas nosso nossa nossos nossas dele dela deles delas
    quem que quê qual quais quando onde como porque quanto quanta quantos quantas cujo cuja
    sou é somos são era eram foi foram fui será serão seria seriam seja sejam ser sido sendo está estão estava estavam
    esteve estar tem têm tinha tinham teve tiveram ter tido há havia houve pode podem podia deve devem
    e ou mas nem se porém pois embora enquanto então
    de em por para com sem sob sobre entre até desde contra após antes durante perante
    não mais menos muito muita muitos muitas pouco todo toda todos todas outro outra outros outras cada algum alguma
    alguns algumas mesmo mesma só também já ainda tão aqui ali lá
"""

_ROMANIAN = """
    un o unui unei unor niște al a ai ale cel cea cei cele celor cel lui
    acest această acești aceste acestui acestei acestor acesta aceasta aceștia acestea acel acea acei acele acela
    aceea ăsta asta
    eu tu el ea noi voi ei ele mă te îl îi o ne vă le se își îmi îți mi ți i l lui lor mine tine sine
    meu mea mei mele tău ta tăi tale său sa săi sale nostru noastră noștri noastre vostru voastră
    cine ce care cărui cărei cărora când unde cum câți câte cât câtă cui
    sunt ești este e suntem sunteți era erau fost fi fiind fie va vor voi ar aș am ai are avem aveți au avea avut poate
    pot putea trebuie
    și sau dar ci iar însă ori nici dacă deși deoarece pentru că fiindcă încât deci
    de la în din pe cu fără prin pentru către spre până după înainte între sub peste despre contra dintre printre
    asupra
    nu mai foarte tot toată toți toate alt altă alți alte fiecare unii unele orice doar numai și așa aici acolo acum
    atunci deja
"""

_RUSSIAN = """
    этот эта это эти этого этой этому этим этих этом тот та то те того той тому тем тех том
    я ты он она оно мы вы они меня мне мной тебя тебе его ему им нём него ним её ей неё ней нас нам нами вас вам вами
    их ими них ним ними себя себе собой сам сама само сами
    мой моя моё мои твой свой своя своё свои своего своей своих своим наш наша наше наши ваш ваша ваше
    кто кого кому кем что чего чему чем который которая которое которые которого которой которых которым какой какая
    какое какие когда где куда откуда почему зачем как сколько чей чья
    есть был была было были быть будет будут буду являлся может могут мог могла можно нужно надо
    и а но или либо ни да же ли бы если чтобы потому поэтому так также тоже хотя пока зато однако
    в во на с со к ко о об обо у от до по из за при для без под над перед через между около после против среди
    не нет уже ещё только лишь даже очень более все всё всех всего всем каждый каждая другой другая другие других
    там тут здесь сейчас тогда
"""

_SPANISH = """
    el la los las lo un una unos unas al del
    este esta estos estas esto ese esa esos esas eso aquel aquella aquellos aquellas aquello
    yo tú él ella ello nosotros nosotras vosotros vosotras ellos ellas usted ustedes me te se nos os le les mí ti sí
    mi mis tu tus su sus mío mía míos mías tuyo tuya suyo suya suyos suyas nuestro nuestra nuestros nuestras vuestro
    vuestra vuestros vuestras
    quien quién quienes quiénes que qué cual cuál cuales cuáles cuando cuándo donde dónde como cómo cuanto cuánto
    cuanta cuánta cuantos cuántos cuantas cuántas cuyo cuya porqué
    soy eres es somos son era eras eran fue fueron fui será serán sería serían sea sean ser sido siendo estoy está
    están estaba estaban estuvo estar estado he has ha hemos han había habían hubo haber habido hay tiene tienen
    tenía tenían tuvo puede pueden podía debe deben
    y e o u pero sino ni si porque pues aunque mientras entonces
    a de en por para con sin sobre entre hasta desde contra según durante ante bajo tras hacia antes después
    no más menos muy mucho mucha muchos muchas poco todo toda todos todas otro otra otros otras cada algún alguno
    alguna algunos algunas mismo misma mismos mismas también tampoco ya así aquí allí
"""

_SWEDISH = """
    en ett den det de denna detta dessa som
    jag mig min mitt mina du dig din ditt dina han honom hans hon henne hennes vi oss vår vårt våra ni er ert era dem
    dom deras sig sin sitt sina man själv
    vem vems vad vilken vilket vilka när var varför hur vart varifrån
    är var vara varit blir blev bli blivit har hade ha haft kan kunde ska skall skulle vill ville måste borde
    fick gör gjorde
    och men eller så för att om när då medan än både varken eftersom
    av i på till från med vid under över mot mellan efter före utan om upp ned ner ut in hos sedan genom åt
    inte ej ingen inget inga också bara mer mest mycket många någon något några alla allt annan annat andra varje här
    där nu sådan samma
"""

_TURKISH = """
    bir bu şu o bunlar şunlar onlar bunu şunu onu bunun şunun onun buna ona bunda onda bundan ondan onları onların
    ben sen biz siz beni seni bizi sizi benim senin bizim sizin bana sana bize size kendi kendisi
    kim kimi kimin kime ne neyi neden niçin niye nasıl nerede nereye nereden hangi hangisi kaç
    mı mi mu mü mıdır midir mudur müdür dır dir dur dür tır tir
    idi imiş ise değil var yok olan olarak oldu olduğu olduğunu olur olması olmak olup edilen eden etti etmek
    ve veya ya yahut ama fakat ancak çünkü ki eğer hem de da ile için gibi kadar göre karşı doğru beri önce sonra
    üzere dolayı rağmen arasında üzerinde içinde
    her hiç bazı tüm bütün diğer başka aynı çok daha en az sadece yalnız bile artık hep şimdi böyle şöyle öyle
"""

STOP_WORDS: dict[str, frozenset[str]] = {
    code: frozenset(words.split())
    for code, words in {
        "en": _ENGLISH,
        "ar": _ARABIC,
        "ca": _CATALAN,
        "cs": _CZECH,
        "da": _DANISH,
        "de": _GERMAN,
        "el": _GREEK,
        "es": _SPANISH,
        "fi": _FINNISH,
        "fr": _FRENCH,
        "hu": _HUNGARIAN,
        "id": _INDONESIAN,
        "it": _ITALIAN,
        "nl": _DUTCH,
        "no": _NORWEGIAN,
        "pl": _POLISH,
        "pt": _PORTUGUESE,
        "ro": _ROMANIAN,
        "ru": _RUSSIAN,
        "sq": _ALBANIAN,
        "sv": _SWEDISH,
        "tr": _TURKISH,
    }.items()
}
"""By ISO 639-1 code. Other languages have no list: there, how rare a word is has to tell."""
