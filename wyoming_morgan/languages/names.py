"""The names of languages and countries, by Unicode's CLDR. Written by `scripts/language_tables.py`."""

# ruff: noqa: RUF001 - names as their speakers write them

from __future__ import annotations

NAMES = """
aa=Afar|Qafar; ab=Abkhazian|Аԥсшәа; ace=Acehnese; ach=Acoli; ada=Adangme; ady=Adyghe|адыгабзэ;
ae=Avestan; aeb=Tunisian Arabic; af=Afrikaans; afh=Afrihili; agq=Aghem; ain=Ainu; ak=Akan; akk=Akkadian;
akz=Alabama; ale=Aleut; aln=Gheg Albanian; alt=Southern Altai; am=Amharic|አማርኛ; an=Aragonese|aragonés;
ang=Old English; ann=Obolo; anp=Angika; apw=Western Apache; ar=Arabic|العربية; ar_001=Modern Standard
Arabic|العربية الفصحى الحديثة; arc=Aramaic; arn=Mapuche|Mapudungun; aro=Araona; arp=Arapaho; arq=Algerian
Arabic; ars=Najdi Arabic; arw=Arawak; ary=Moroccan Arabic; arz=Egyptian Arabic; as=Assamese|অসমীয়া;
asa=Asu|Kipare; ase=American Sign Language; ast=Asturian|asturianu; atj=Atikamekw; av=Avaric; avk=Kotava;
awa=Awadhi; ay=Aymara; az=Azerbaijani|azərbaycan; ba=Bashkir|башҡорт; bal=Baluchi|بلۆچی; ban=Balinese;
bar=Bavarian; bas=Basaa|Ɓàsàa; bax=Bamun; bbc=Batak Toba; bbj=Ghomala; be=Belarusian|беларуская;
bej=Beja; bem=Bemba|Ichibemba; bew=Betawi; bez=Bena|Hibena; bfd=Bafut; bfq=Badaga;
bg=Bulgarian|български; bgc=Haryanvi|हरियाणवी; bgn=Western Balochi|بلوچی (رخشانی); bho=Bhojpuri|भोजपुरी;
bi=Bislama; bik=Bikol; bin=Bini; bjn=Banjar; bkm=Kom; bla=Siksiká; blo=Anii|anii kagɩja; blt=Tai
Dam|ꪼꪕꪒꪾ; bm=Bambara|bamanakan; bn=Bangla|বাংলা; bo=Tibetan|བོད་སྐད་; bpy=Bishnupriya; bqi=Bakhtiari|لوری
بختیاری; br=Breton|brezhoneg; bra=Braj; brh=Brahui|براہوئی; brx=Bodo|बर’; bs=Bosnian|bosanski;
bss=Akoose; bua=Buriat|буряад; bug=Buginese; bum=Bulu; byn=Blin|ብሊን; byv=Medumba; ca=Catalan|català;
cad=Caddo; car=Carib; cay=Cayuga; cch=Atsam; ccp=Chakma|𑄌𑄋𑄴𑄟𑄳𑄦; ce=Chechen|нохчийн; ceb=Cebuano;
cgg=Chiga|Rukiga; ch=Chamorro; chb=Chibcha; chg=Chagatai; chk=Chuukese; chm=Mari; chn=Chinook Jargon;
cho=Choctaw|Chahta; chp=Chipewyan; chr=Cherokee|ᏣᎳᎩ; chy=Cheyenne; cic=Chickasaw|Chikashshanompaʼ;
ckb=Central Kurdish|کوردیی ناوەندی; clc=Chilcotin; co=Corsican|corsu; cop=Coptic|ϯⲙⲉⲧⲣⲉⲙⲛ̀ⲭⲏⲙⲓ;
cps=Capiznon; cr=Cree; crg=Michif; crh=Crimean Tatar; crj=Southern East Cree; crk=Plains Cree;
crl=Northern East Cree; crm=Moose Cree; crr=Carolina Algonquian; crs=Seselwa Creole French;
cs=Czech|čeština; csb=Kashubian; csw=Swampy Cree|ᓀᐦᐃᓇᐍᐏᐣ; cu=Church Slavic|церковнослове́нскїй;
cv=Chuvash|чӑваш чӗлхи; cy=Welsh|Cymraeg; da=Danish|dansk; dak=Dakota; dar=Dargwa; dav=Taita|Kitaita;
de=German|Deutsch; de_AT=Austrian German|Österreichisches Deutsch; de_CH=Swiss High German|Schweizer
Hochdeutsch; del=Delaware; den=Slave; dgr=Dogrib; din=Dinka; dje=Zarma|Zarmaciine; doi=Dogri|डोगरी;
dsb=Lower Sorbian|dolnoserbšćina; dtp=Central Dusun; dua=Duala|duálá; dum=Middle Dutch;
dv=Divehi|ދިވެހިބަސް; dyo=Jola-Fonyi|joola; dyu=Dyula; dz=Dzongkha|རྫོང་ཁ; dzg=Dazaga; ebu=Embu|Kĩembu;
ee=Ewe|eʋegbe; efi=Efik; egl=Emilian; egy=Ancient Egyptian; eka=Ekajuk; el=Greek|Ελληνικά; elx=Elamite;
en=English; en_AU=Australian English; en_CA=Canadian English; en_GB=British English; en_US=American
English; enm=Middle English; eo=Esperanto; es=Spanish|español; es_419=Latin American Spanish|español
latinoamericano; es_ES=European Spanish|español de España; es_MX=Mexican Spanish|español de México;
esu=Central Yupik; et=Estonian|eesti; eu=Basque|euskara; ewo=Ewondo|ewondo; ext=Extremaduran;
fa=Persian|فارسی; fa_AF=Dari|دری; fan=Fang; fat=Fanti; ff=Fula|Pulaar; fi=Finnish|suomi; fil=Filipino;
fit=Tornedalen Finnish; fj=Fijian; fo=Faroese|føroyskt; fon=Fon; fr=French|français; fr_CA=Canadian
French|français canadien; fr_CH=Swiss French|français suisse; frc=Cajun French; frm=Middle French;
fro=Old French; frp=Arpitan; frr=Northern Frisian|Nordfriisk; frs=Eastern Frisian; fur=Friulian|furlan;
fy=Western Frisian|Frysk; ga=Irish|Gaeilge; gaa=Ga|Gã; gag=Gagauz; gan=Gan Chinese; gay=Gayo; gba=Gbaya;
gbz=Zoroastrian Dari; gd=Scottish Gaelic|Gàidhlig; gez=Geez|ግዕዝኛ; gil=Gilbertese; gl=Galician|galego;
glk=Gilaki; gmh=Middle High German; gn=Guarani|avañe’ẽ; goh=Old High German; gon=Gondi; gor=Gorontalo;
got=Gothic; grb=Grebo; grc=Ancient Greek; gsw=Swiss German|Schwiizertüütsch; gu=Gujarati|ગુજરાતી;
guc=Wayuu; gur=Frafra; guz=Gusii|Ekegusii; gv=Manx|Gaelg; gwi=Gwichʼin; ha=Hausa; hai=Haida; hak=Hakka
Chinese; haw=Hawaiian|ʻŌlelo Hawaiʻi; hax=Southern Haida; he=Hebrew|עברית; hi=Hindi|हिन्दी; hi_Latn=Hindi
(Latin); hif=Fiji Hindi; hil=Hiligaynon; hit=Hittite; hmn=Hmong; hnj=Hmong Njua|𞄀𞄄𞄰𞄩𞄍𞄜𞄰; ho=Hiri Motu;
hr=Croatian|hrvatski; hsb=Upper Sorbian|hornjoserbšćina; hsn=Xiang Chinese; ht=Haitian Creole|Kreyòl
Ayisyen; hu=Hungarian|magyar; hup=Hupa; hur=Halkomelem; hy=Armenian|հայերեն; hz=Herero;
ia=Interlingua|interlingua; iba=Iban; ibb=Ibibio; id=Indonesian|Indonesia; ie=Interlingue; ig=Igbo|Asụsụ
Igbo; ii=Sichuan Yi|ꆈꌠꉙ; ik=Inupiaq; ikt=Western Canadian Inuktitut; ilo=Iloko; inh=Ingush; io=Ido;
is=Icelandic|íslenska; it=Italian|italiano; iu=Inuktitut|ᐃᓄᒃᑎᑐᑦ; izh=Ingrian; ja=Japanese|日本語;
jam=Jamaican Creole English; jbo=Lojban|la .lojban.; jgo=Ngomba|Ndaꞌa; jmc=Machame|Kimachame;
jpr=Judeo-Persian; jrb=Judeo-Arabic; jut=Jutish; jv=Javanese|Jawa; ka=Georgian|ქართული;
kaa=Kara-Kalpak|қарақалпақша; kab=Kabyle|Taqbaylit; kac=Kachin; kaj=Jju|Kaje; kam=Kamba|Kikamba;
kaw=Kawi; kbd=Kabardian|къэбэрдеибзэ; kbl=Kanembu; kcg=Tyap|Katab; kde=Makonde|Chimakonde;
kea=Kabuverdianu|kabuverdianu; kek=Qʼeqchiʼ; ken=Kenyang|Kɛnyaŋ; kfo=Koro; kg=Kongo;
kgp=Kaingang|kanhgág; kha=Khasi; kho=Khotanese; khq=Koyra Chiini|Koyra ciini; khw=Khowar;
ki=Kikuyu|Gĩgĩkũyũ; kiu=Kirmanjki; kj=Kuanyama; kk=Kazakh|қазақ тілі; kkj=Kako|kakɔ;
kl=Kalaallisut|kalaallisut; kln=Kalenjin; km=Khmer|ខ្មែរ; kmb=Kimbundu; kn=Kannada|ಕನ್ನಡ; ko=Korean|한국어;
koi=Komi-Permyak; kok=Konkani|कोंकणी; kos=Kosraean; kpe=Kpelle|Kpɛlɛɛ; kr=Kanuri; krc=Karachay-Balkar;
kri=Krio; krj=Kinaray-a; krl=Karelian; kru=Kurukh; ks=Kashmiri|کٲشُر; ksb=Shambala|Kishambaa;
ksf=Bafia|rikpa; ksh=Colognian|Kölsch; ku=Kurdish|kurdî (kurmancî); kum=Kumyk; kut=Kutenai; kv=Komi;
kw=Cornish|kernewek; kwk=Kwakʼwala; kxv=Kuvi|kuvi; ky=Kyrgyz|кыргызча; la=Latin|Latina; lad=Ladino;
lag=Langi|Kɨlaangi; lah=Western Panjabi; lam=Lamba; lb=Luxembourgish|Lëtzebuergesch; lez=Lezghian;
lfn=Lingua Franca Nova; lg=Ganda|Luganda; li=Limburgish; lij=Ligurian|ligure; lil=Lillooet; liv=Livonian;
lkt=Lakota|Lakȟólʼiyapi; lld=Ladin|ladin; lmo=Lombard; ln=Lingala|lingála; lo=Lao|ລາວ; lol=Mongo;
lou=Louisiana Creole; loz=Lozi; lrc=Northern Luri|لۊری شومالی; lsm=Saamia; lt=Lithuanian|lietuvių;
ltg=Latgalian|latgalīšu; lu=Luba-Katanga|Tshiluba; lua=Luba-Lulua; lui=Luiseno; lun=Lunda;
luo=Luo|Dholuo; lus=Mizo; luy=Luyia|Luluhia; lv=Latvian|latviešu; lzh=Literary Chinese; lzz=Laz|Lazuri;
mad=Madurese; maf=Mafa; mag=Magahi; mai=Maithili|मैथिली; mak=Makasar; man=Mandingo; mas=Masai|Maa;
mde=Maba; mdf=Moksha|мокшень кяль; mdr=Mandar; men=Mende; mer=Meru|Kĩmĩrũ; mfe=Morisyen|kreol morisien;
mg=Malagasy; mga=Middle Irish; mgh=Makhuwa-Meetto|Makua; mgo=Metaʼ|metaʼ; mh=Marshallese; mi=Māori;
mic=Mi'kmaw|Lʼnuiʼsuti; mid=Mandaic; min=Minangkabau; mk=Macedonian|македонски; ml=Malayalam|മലയാളം;
mn=Mongolian|монгол; mnc=Manchu; mni=Manipuri|মৈতৈলোন্; moe=Innu-aimun; moh=Mohawk|Kanienʼkéha;
mos=Mossi; mr=Marathi|मराठी; mrj=Western Mari; ms=Malay|Melayu; mt=Maltese|Malti; mua=Mundang|MUNDAŊ;
mul=Multiple languages; mus=Muscogee|Mvskoke; mwl=Mirandese; mwr=Marwari; mwv=Mentawai;
my=Burmese|မြန်မာ; mye=Myene; myv=Erzya|эрзянь кель; mzn=Mazanderani|مازرونی; na=Nauru; nan=Min Nan
Chinese; nap=Neapolitan; naq=Nama|Khoekhoegowab; nb=Norwegian Bokmål|norsk bokmål; nd=North
Ndebele|isiNdebele; nds=Low German|Neddersass’sch; nds_NL=Low Saxon; ne=Nepali|नेपाली; new=Newari;
ng=Ndonga; nia=Nias; niu=Niuean; njo=Ao Naga; nl=Dutch|Nederlands; nl_BE=Flemish|Vlaams; nmg=Kwasio;
nn=Norwegian Nynorsk|norsk nynorsk; nnh=Ngiemboon|Shwóŋò ngiembɔɔn; nnp=Wancho; no=Norwegian|norsk;
nog=Nogai; non=Old Norse; nov=Novial; nqo=N’Ko|ߒߞߏ; nr=South Ndebele|isiNdebele; nso=Northern
Sotho|Sesotho sa Leboa; nus=Nuer|Thok Nath; nv=Navajo|Diné Bizaad; nwc=Classical Newari; ny=Nyanja;
nym=Nyamwezi; nyn=Nyankole|Runyankore; nyo=Nyoro; nzi=Nzima; oc=Occitan|occitan; oj=Ojibwa;
ojb=Northwestern Ojibwa; ojc=Central Ojibwa; ojs=Oji-Cree; ojw=Western Ojibwa; oka=Okanagan|n̓səl̓xcin̓;
om=Oromo|Oromoo; or=Odia|ଓଡ଼ିଆ; os=Ossetic|ирон; osa=Osage|𐓏𐓘𐓻𐓘𐓻𐓟; ota=Ottoman Turkish;
pa=Punjabi|ਪੰਜਾਬੀ; pag=Pangasinan; pal=Pahlavi; pam=Pampanga; pap=Papiamento|Papiamentu; pau=Palauan;
pcd=Picard; pcm=Nigerian Pidgin|Naijíriá Píjin; pdc=Pennsylvania German; pdt=Plautdietsch; peo=Old
Persian; pfl=Palatine German; phn=Phoenician; pi=Pali; pis=Pijin; pl=Polish|polski;
pms=Piedmontese|piemontèis; pnt=Pontic; pon=Pohnpeian; pqm=Maliseet-Passamaquoddy;
prg=Prussian|prūsiskan; pro=Old Provençal; ps=Pashto|پښتو; pt=Portuguese|português; pt_BR=Brazilian
Portuguese; pt_PT=European Portuguese|português europeu; qu=Quechua|Runasimi; quc=Kʼicheʼ|kʼicheʼ;
qug=Chimborazo Highland Quichua; raj=Rajasthani|राजस्थानी; rap=Rapanui; rar=Rarotongan; rej=Rejang;
rgn=Romagnol; rhg=Rohingya|𐴌𐴗𐴥𐴝𐴙𐴚𐴒𐴙𐴝; rif=Riffian|Tarifit; rm=Romansh|rumantsch; rn=Rundi|Ikirundi;
ro=Romanian|română; ro_MD=Moldavian; rof=Rombo|Kihorombo; rom=Romany; rtm=Rotuman; ru=Russian|русский;
rue=Rusyn; rug=Roviana; rup=Aromanian; rw=Kinyarwanda|Ikinyarwanda; rwk=Rwa|Kiruwa; sa=Sanskrit|संस्कृत
भाषा; sad=Sandawe; sah=Yakut|саха тыла; sam=Samaritan Aramaic; saq=Samburu|Kisampur; sas=Sasak;
sat=Santali|ᱥᱟᱱᱛᱟᱲᱤ; saz=Sourashtra; sba=Ngambay; sbp=Sangu|Ishisangu; sc=Sardinian|sardu;
scn=Sicilian|sicilianu; sco=Scots; sd=Sindhi|سنڌي; sdc=Sassarese Sardinian; sdh=Southern Kurdish|کوردی
خوارگ; se=Northern Sami|davvisámegiella; see=Seneca; seh=Sena|sena; sei=Seri; sel=Selkup; ses=Koyraboro
Senni|Koyraboro senni; sg=Sango|Sängö; sga=Old Irish; sgs=Samogitian; sh=Serbo-Croatian;
shi=Tachelhit|ⵜⴰⵛⵍⵃⵉⵜ; shn=Shan|တႆး; shu=Chadian Arabic; si=Sinhala|සිංහල; sid=Sidamo|Sidaamu Afo;
sjd=Kildin Sami; sje=Pite Sami; sju=Ume Sami; sk=Slovak|slovenčina; sl=Slovenian|slovenščina;
slh=Southern Lushootseed; sli=Lower Silesian; sly=Selayar; sm=Samoan; sma=Southern Sami|Åarjelsaemien
gïele; smj=Lule Sami|julevsámegiella; smn=Inari Sami|anarâškielâ; sms=Skolt Sami|sääʹmǩiõll;
sn=Shona|chiShona; snk=Soninke; so=Somali|Soomaali; sog=Sogdien; sq=Albanian|shqip; sr=Serbian|српски;
sr_ME=Montenegrin; srn=Sranan Tongo; srr=Serer; ss=Swati|siSwati; ssy=Saho; st=Southern Sotho|Sesotho;
stq=Saterland Frisian; str=Straits Salish; su=Sundanese|Basa Sunda; suk=Sukuma; sus=Susu; sux=Sumerian;
sv=Swedish|svenska; sw=Swahili|Kiswahili; sw_CD=Congo Swahili; swb=Comorian; syc=Classical Syriac;
syr=Syriac|ܣܘܪܝܝܐ; szl=Silesian|ślōnski; ta=Tamil|தமிழ்; tce=Southern Tutchone; tcy=Tulu;
te=Telugu|తెలుగు; tem=Timne; teo=Teso|Kiteso; ter=Tereno; tet=Tetum; tg=Tajik|тоҷикӣ; tgx=Tagish;
th=Thai|ไทย; tht=Tahltan; ti=Tigrinya|ትግርኛ; tig=Tigre|ትግረ; tiv=Tiv; tk=Turkmen|türkmen dili;
tkl=Tokelauan; tkr=Tsakhur; tl=Tagalog; tlh=Klingon; tli=Tlingit; tly=Talysh; tmh=Tamashek;
tn=Tswana|Setswana; to=Tongan|lea fakatonga; tog=Nyasa Tonga; tok=Toki Pona|toki pona; tpi=Tok Pisin;
tr=Turkish|Türkçe; tru=Turoyo; trv=Taroko|patas Taroko; trw=Torwali|توروالی; ts=Tsonga|Xitsonga;
tsd=Tsakonian; tsi=Tsimshian; tt=Tatar|татар; ttm=Northern Tutchone; ttt=Muslim Tat; tum=Tumbuka;
tvl=Tuvalu; tw=Twi; twq=Tasawaq|Tasawaq senni; ty=Tahitian; tyv=Tuvinian|Тыва; tzm=Central Atlas
Tamazight|Tamaziɣt n laṭlaṣ; udm=Udmurt; ug=Uyghur|ئۇيغۇرچە; uga=Ugaritic; uk=Ukrainian|українська;
umb=Umbundu; und=Unknown language; ur=Urdu|اردو; uz=Uzbek|o‘zbek; vai=Vai|ꕙꔤ; ve=Venda|Tshivenḓa;
vec=Venetian|veneto; vep=Veps; vi=Vietnamese|Tiếng Việt; vls=West Flemish; vmf=Main-Franconian;
vmw=Makhuwa|emakhuwa; vo=Volapük; vot=Votic; vro=Võro; vun=Vunjo|Kyivunjo; wa=Walloon|walon; wae=Walser;
wal=Wolaytta|ወላይታቱ; war=Waray; was=Washo; wbp=Warlpiri; wo=Wolof; wuu=Wu Chinese; xal=Kalmyk;
xh=Xhosa|IsiXhosa; xmf=Mingrelian; xnr=Kangri|कांगड़ी; xog=Soga|Olusoga; yao=Yao; yap=Yapese;
yav=Yangben|nuasue; ybb=Yemba; yi=Yiddish|ייִדיש; yo=Yoruba|Èdè Yorùbá; yrl=Nheengatu|nheẽgatu;
yue=Cantonese|粵語; za=Zhuang|Vahcuengh; zap=Zapotec; zbl=Blissymbols; zea=Zeelandic; zen=Zenaga;
zgh=Standard Moroccan Tamazight|ⵜⴰⵎⴰⵣⵉⵖⵜ; zh=Chinese|中文; zh_Hans=Simplified Chinese|简体中文;
zh_Hant=Traditional Chinese|繁體中文; zu=Zulu|isiZulu; zun=Zuni; zxx=No linguistic content; zza=Zaza
"""
"""Languages: in English, then as its speakers call it."""

TERRITORIES = """
AC=Ascension Island; AD=Andorra; AE=United Arab Emirates; AF=Afghanistan; AG=Antigua & Barbuda;
AI=Anguilla; AL=Albania; AM=Armenia; AO=Angola; AQ=Antarctica; AR=Argentina; AS=American Samoa;
AT=Austria; AU=Australia; AW=Aruba; AX=Åland Islands; AZ=Azerbaijan; BA=Bosnia & Herzegovina;
BB=Barbados; BD=Bangladesh; BE=Belgium; BF=Burkina Faso; BG=Bulgaria; BH=Bahrain; BI=Burundi; BJ=Benin;
BL=St. Barthélemy; BM=Bermuda; BN=Brunei; BO=Bolivia; BQ=Caribbean Netherlands; BR=Brazil; BS=Bahamas;
BT=Bhutan; BV=Bouvet Island; BW=Botswana; BY=Belarus; BZ=Belize; CA=Canada; CC=Cocos (Keeling) Islands;
CD=Congo - Kinshasa; CF=Central African Republic; CG=Congo - Brazzaville; CH=Switzerland; CI=Côte
d’Ivoire; CK=Cook Islands; CL=Chile; CM=Cameroon; CN=China; CO=Colombia; CP=Clipperton Island; CQ=Sark;
CR=Costa Rica; CU=Cuba; CV=Cape Verde; CW=Curaçao; CX=Christmas Island; CY=Cyprus; CZ=Czechia;
DE=Germany; DG=Diego Garcia; DJ=Djibouti; DK=Denmark; DM=Dominica; DO=Dominican Republic; DZ=Algeria;
EA=Ceuta & Melilla; EC=Ecuador; EE=Estonia; EG=Egypt; EH=Western Sahara; ER=Eritrea; ES=Spain;
ET=Ethiopia; EU=European Union; EZ=Eurozone; FI=Finland; FJ=Fiji; FK=Falkland Islands; FM=Micronesia;
FO=Faroe Islands; FR=France; GA=Gabon; GB=United Kingdom; GD=Grenada; GE=Georgia; GF=French Guiana;
GG=Guernsey; GH=Ghana; GI=Gibraltar; GL=Greenland; GM=Gambia; GN=Guinea; GP=Guadeloupe; GQ=Equatorial
Guinea; GR=Greece; GS=South Georgia & South Sandwich Islands; GT=Guatemala; GU=Guam; GW=Guinea-Bissau;
GY=Guyana; HK=Hong Kong SAR China; HM=Heard Island & McDonald Islands; HN=Honduras; HR=Croatia; HT=Haiti;
HU=Hungary; IC=Canary Islands; ID=Indonesia; IE=Ireland; IL=Israel; IM=Isle of Man; IN=India; IO=British
Indian Ocean Territory; IQ=Iraq; IR=Iran; IS=Iceland; IT=Italy; JE=Jersey; JM=Jamaica; JO=Jordan;
JP=Japan; KE=Kenya; KG=Kyrgyzstan; KH=Cambodia; KI=Kiribati; KM=Comoros; KN=St. Kitts & Nevis; KP=North
Korea; KR=South Korea; KW=Kuwait; KY=Cayman Islands; KZ=Kazakhstan; LA=Laos; LB=Lebanon; LC=St. Lucia;
LI=Liechtenstein; LK=Sri Lanka; LR=Liberia; LS=Lesotho; LT=Lithuania; LU=Luxembourg; LV=Latvia; LY=Libya;
MA=Morocco; MC=Monaco; MD=Moldova; ME=Montenegro; MF=St. Martin; MG=Madagascar; MH=Marshall Islands;
MK=North Macedonia; ML=Mali; MM=Myanmar (Burma); MN=Mongolia; MO=Macao SAR China; MP=Northern Mariana
Islands; MQ=Martinique; MR=Mauritania; MS=Montserrat; MT=Malta; MU=Mauritius; MV=Maldives; MW=Malawi;
MX=Mexico; MY=Malaysia; MZ=Mozambique; NA=Namibia; NC=New Caledonia; NE=Niger; NF=Norfolk Island;
NG=Nigeria; NI=Nicaragua; NL=Netherlands; NO=Norway; NP=Nepal; NR=Nauru; NU=Niue; NZ=New Zealand;
OM=Oman; PA=Panama; PE=Peru; PF=French Polynesia; PG=Papua New Guinea; PH=Philippines; PK=Pakistan;
PL=Poland; PM=St. Pierre & Miquelon; PN=Pitcairn Islands; PR=Puerto Rico; PS=Palestinian Territories;
PT=Portugal; PW=Palau; PY=Paraguay; QA=Qatar; QO=Outlying Oceania; RE=Réunion; RO=Romania; RS=Serbia;
RU=Russia; RW=Rwanda; SA=Saudi Arabia; SB=Solomon Islands; SC=Seychelles; SD=Sudan; SE=Sweden;
SG=Singapore; SH=St. Helena, Ascension & Tristan da Cunha; SI=Slovenia; SJ=Svalbard & Jan Mayen;
SK=Slovakia; SL=Sierra Leone; SM=San Marino; SN=Senegal; SO=Somalia; SR=Suriname; SS=South Sudan; ST=São
Tomé & Príncipe; SV=El Salvador; SX=Sint Maarten; SY=Syria; SZ=Eswatini; TA=Tristan da Cunha; TC=Turks &
Caicos Islands; TD=Chad; TF=French Southern and Antarctic Lands; TG=Togo; TH=Thailand; TJ=Tajikistan;
TK=Tokelau; TL=Timor-Leste; TM=Turkmenistan; TN=Tunisia; TO=Tonga; TR=Türkiye; TT=Trinidad & Tobago;
TV=Tuvalu; TW=Taiwan; TZ=Tanzania; UA=Ukraine; UG=Uganda; UM=U.S. Outlying Islands; UN=United Nations;
US=United States; UY=Uruguay; UZ=Uzbekistan; VA=Vatican City; VC=St. Vincent & Grenadines; VE=Venezuela;
VG=British Virgin Islands; VI=U.S. Virgin Islands; VN=Vietnam; VU=Vanuatu; WF=Wallis & Futuna; WS=Samoa;
XA=Pseudo-Accents; XB=Pseudo-Bidi; XK=Kosovo; YE=Yemen; YT=Mayotte; ZA=South Africa; ZM=Zambia;
ZW=Zimbabwe; ZZ=Unknown Region
"""
"""Countries, in English."""
