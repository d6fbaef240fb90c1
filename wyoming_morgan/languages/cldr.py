"""How tags of languages belong together, by Unicode's CLDR. Written by `scripts/language_tables.py`."""

from __future__ import annotations

ALIASES = """
aam=aas; aar=aa; abk=ab; adp=dz; afr=af; agp=apf; ais=ami; ajp=apc; ajt=aeb; aju=jrb; aka=ak; alb=sq;
als=sq; amh=am; ara=ar; arb=ar; arg=an; arm=hy; asd=snz; asm=as; aue=ktz; ava=av; ave=ae; aym=ay; ayr=ay;
ayx=nun; aze=az; azj=az; bak=ba; bam=bm; baq=eu; baz=nvo; bcc=bal; bcl=bik; bel=be; ben=bn; bgm=bcg;
bh=bho; bhk=fbl; bic=bir; bih=bho; bis=bi; bjd=drl; bjq=bzc; bkb=ebk; blg=iba; bod=bo; bos=bs; bre=br;
btb=beb; bul=bg; bur=my; bxk=luy; bxr=bua; cat=ca; ccq=rki; ces=cs; cha=ch; che=ce; chi=zh; chu=cu;
chv=cv; cjr=mom; cka=cmr; cld=syr; cls=sa; cmk=xch; cmn=zh; cnr=sr_ME; cor=kw; cos=co; coy=pij; cqu=quh;
cre=cr; cwd=cr; cym=cy; cze=cs; daf=dnj; dan=da; dap=njz; dek=sqm; deu=de; dgo=doi; dhd=mwr; dik=din;
diq=zza; dit=dif; div=dv; djl=dze; dkl=aqd; drh=mn; drr=kzk; drw=fa_AF; dud=uth; duj=dwu; dut=nl;
dwl=dbt; dzo=dz; ekk=et; ell=el; elp=amq; emk=man; eng=en; epo=eo; esk=ik; est=et; eus=eu; ewe=ee;
fao=fo; fas=fa; fij=fj; fin=fi; fra=fr; fre=fr; fry=fy; fuc=ff; ful=ff; gav=dev; gaz=om; gbc=wny;
gbo=grb; geo=ka; ger=de; gfx=vaj; ggn=gvr; ggo=esg; ggr=gtu; gio=aou; gla=gd; gle=ga; glg=gl; gli=kzk;
glv=gv; gno=gon; gom=kok; gre=el; grn=gn; gti=nyc; gug=gn; guj=gu; guv=duz; gya=gba; hat=ht; hau=ha;
hbs=sr_Latn; hdn=hai; hea=hmn; heb=he; her=hz; him=srx; hin=hi; hmo=ho; hrr=jal; hrv=hr; hun=hu; hye=hy;
ibi=opa; ibo=ig; ice=is; ido=io; iii=ii; ike=iu; iku=iu; ile=ie; ill=ilm; ilw=gal; in=id; ina=ia; ind=id;
ipk=ik; isl=is; ita=it; iw=he; izi=eza; jar=jgk; jav=jv; jeg=oyb; ji=yi; jpn=ja; jw=jv; kal=kl; kan=kn;
kas=ks; kat=ka; kau=kr; kaz=kk; kdv=zkd; kgc=tdf; kgd=ncq; kgh=kml; kgm=plu; khk=mn; khm=km; kik=ki;
kin=rw; kir=ky; kmr=ku; knc=kr; kng=kg; koj=kwv; kom=kv; kon=kg; kor=ko; kpp=jkm; kpv=kv; krm=bmf;
ktr=dtp; kua=kj; kur=ku; kvs=gdj; kwq=yam; kxe=tvd; kxl=kru; kzh=dgl; kzj=dtp; kzt=dtp; lak=ksp; lao=lo;
lat=la; lav=lv; lbk=bnc; leg=enl; lii=raq; lim=li; lin=ln; lit=lt; llo=ngt; lmm=rmx; ltz=lb; lub=lu;
lug=lg; lvs=lv; mac=mk; mah=mh; mal=ml; mao=mi; mar=mr; may=ms; meg=cir; mgx=jbk; mhr=chm; mkd=mk;
mlg=mg; mlt=mt; mnt=wnn; mo=ro; mof=xnt; mol=ro; mon=mn; mrd=mgp; mri=mi; msa=ms; mst=mry; mup=raj;
mwd=dmw; mwj=vaj; mya=my; myd=aog; myt=mry; nad=xny; nau=na; nav=nv; nbf=nru; nbl=nr; nbx=gll; ncp=kdz;
nde=nd; ndo=ng; nep=ne; nld=nl; nln=azd; nlr=nrk; nno=nn; nns=nbr; nnx=ngv; nob=nb; nom=cbr; noo=dtd;
nor=no; npi=ne; nte=eko; nts=pij; nxu=bpp; nya=ny; oci=oc; ojg=oj; oji=oj; ori=or; orm=om; ory=or;
oss=os; oun=vaj; pan=pa; pat=kxr; pbu=ps; pcr=adx; per=fa; pes=fa; pli=pi; plt=mg; pmc=huw; pmk=crr;
pmu=phr; pnb=lah; pol=pl; por=pt; ppa=bfy; ppr=lcq; prp=gu; prs=fa_AF; pry=prt; pus=ps; puz=pub; que=qu;
quz=qu; rmr=emx; rmy=rom; roh=rm; ron=ro; rum=ro; run=rn; rus=ru; sag=sg; san=sa; sap=aqt; sca=hle;
scc=sr; scr=hr; sgl=isk; sh=sr_Latn; shl=mrh; sin=si; skk=oyb; slk=sk; slo=sk; slv=sl; smd=kmb; sme=se;
smo=sm; sna=sn; snb=iba; snd=sd; som=so; sot=st; spa=es; spy=kln; sqi=sq; src=sc; srd=sc; srp=sr; ssw=ss;
sul=sgd; sum=ulw; sun=su; swa=sw; swc=sw_CD; swe=sv; swh=sw; szd=umi; tah=ty; tam=ta; tat=tt; tdu=dtp;
tel=te; tgg=bjp; tgk=tg; tgl=fil; tha=th; thc=tpo; thw=ola; thx=oyb; tib=bo; tid=itd; tie=ras; tir=ti;
tkk=twm; tl=fil; tlw=weo; tmk=tdg; tmp=tyj; tne=kak; tnf=fa_AF; ton=to; tpw=tpn; tsf=taj; tsn=tn; tso=ts;
ttq=tmh; tuk=tk; tur=tr; tw=ak; twi=ak; uig=ug; ukr=uk; umu=del; unp=wro; uok=ema; urd=ur; uzb=uz;
uzn=uz; ven=ve; vie=vi; vol=vo; wel=cy; wgw=wgb; wit=nol; wiw=nwo; wln=wa; wol=wo; xba=cax; xho=xh;
xia=acn; xkh=waw; xpe=kpe; xrq=dmw; xsj=suj; xsl=den; xss=zko; ybd=rki; ydd=yi; yen=ynq; yid=yi; yiy=yrm;
yma=lrr; ymt=mtm; yol=enm; yor=yo; yos=zom; yuu=yug; zai=zap; zha=za; zho=zh; zir=scv; zkb=kjh; zsm=ms;
zul=zu; zyb=za
"""
"""Codes that are written in another way: of three letters, or old."""

LIKELY = """
aa=Latn ET; ab=Cyrl GE; ace=Latn ID; ach=Latn UG; ada=Latn GH; ady=Cyrl RU; ae=Avst IR; aeb=Arab TN;
af=Latn ZA; afh=Latn GH; agq=Latn CM; ain=Kana JP; ak=Latn GH; akk=Xsux IQ; akz=Latn US; ale=Latn US;
aln=Latn XK; alt=Cyrl RU; am=Ethi ET; an=Latn ES; ang=Latn GB; ann=Latn NG; anp=Deva IN; apc=Arab SY;
apw=Latn US; ar=Arab EG; arc=Armi IR; arc_Hatr=Hatr IQ; arc_Nbat=Nbat JO; arc_Palm=Palm SY; arn=Latn CL;
aro=Latn BO; arp=Latn US; arq=Arab DZ; ars=Arab SA; arw=Latn SR; ary=Arab MA; arz=Arab EG; as=Beng IN;
asa=Latn TZ; ase=Sgnw US; ast=Latn ES; atj=Latn CA; av=Cyrl RU; avk=Latn 001; awa=Deva IN; ay=Latn BO;
az=Latn AZ; az_Arab=Arab IR; az_IQ=Arab IQ; az_IR=Arab IR; az_RU=Cyrl RU; ba=Cyrl RU; bal=Arab PK;
ban=Latn ID; bar=Latn AT; bas=Latn CM; bax=Bamu CM; bbc=Latn ID; bbj=Latn CM; be=Cyrl BY; bej=Arab SD;
bem=Latn ZM; bew=Latn ID; bez=Latn TZ; bfd=Latn CM; bfq=Taml IN; bg=Cyrl BG; bgc=Deva IN; bgn=Arab PK;
bho=Deva IN; bi=Latn VU; bik=Latn PH; bin=Latn NG; bjn=Latn ID; bkm=Latn CM; bla=Latn CA; blo=Latn BJ;
blt=Tavt VN; bm=Latn ML; bn=Beng BD; bo=Tibt CN; bpy=Beng IN; bqi=Arab IR; br=Latn FR; bra=Deva IN;
brh=Arab PK; brx=Deva IN; bs=Latn BA; bss=Latn CM; bua=Cyrl RU; bug=Latn ID; bum=Latn CM; byn=Ethi ER;
byv=Latn CM; ca=Latn ES; cad=Latn US; car=Latn VE; cay=Latn CA; cch=Latn NG; ccp=Cakm BD; ce=Cyrl RU;
ceb=Latn PH; cgg=Latn UG; ch=Latn GU; chb=Latn CO; chg=Arab TM; chk=Latn FM; chm=Cyrl RU; chn=Latn US;
cho=Latn US; chp=Latn CA; chr=Cher US; chy=Latn US; cic=Latn US; ckb=Arab IQ; clc=Latn CA; co=Latn FR;
cop=Copt EG; cps=Latn PH; cr=Cans CA; crg=Latn CA; crh=Cyrl UA; crj=Cans CA; crk=Cans CA; crl=Cans CA;
crm=Cans CA; crr=Latn US; crs=Latn SC; cs=Latn CZ; csb=Latn PL; csw=Cans CA; cu=Cyrl RU; cu_Glag=Glag BG;
cv=Cyrl RU; cy=Latn GB; da=Latn DK; dak=Latn US; dar=Cyrl RU; dav=Latn KE; de=Latn DE; del=Latn US;
den=Latn CA; dgr=Latn CA; din=Latn SS; dje=Latn NE; doi=Deva IN; dsb=Latn DE; dtp=Latn MY; dua=Latn CM;
dum=Latn NL; dv=Thaa MV; dyo=Latn SN; dyu=Latn BF; dz=Tibt BT; dzg=Latn TD; ebu=Latn KE; ee=Latn GH;
efi=Latn NG; egl=Latn IT; egy=Egyp EG; eka=Latn NG; el=Grek GR; en=Latn US; en_Shaw=Shaw GB; enm=Latn GB;
eo=Latn 001; es=Latn ES; esu=Latn US; et=Latn EE; eu=Latn ES; ewo=Latn CM; ext=Latn ES; fa=Arab IR;
fan=Latn GQ; ff=Latn SN; ff_Adlm=Adlm GN; fi=Latn FI; fil=Latn PH; fit=Latn SE; fj=Latn FJ; fo=Latn FO;
fon=Latn BJ; fr=Latn FR; frc=Latn US; frm=Latn FR; fro=Latn FR; frp=Latn FR; frr=Latn DE; frs=Latn DE;
fur=Latn IT; fy=Latn NL; ga=Latn IE; gaa=Latn GH; gag=Latn MD; gan=Hans CN; gay=Latn ID; gba=Latn CF;
gbz=Arab IR; gd=Latn GB; gez=Ethi ET; gil=Latn KI; gl=Latn ES; glk=Arab IR; gmh=Latn DE; gn=Latn PY;
goh=Latn DE; gon=Deva IN; gor=Latn ID; got=Goth UA; grb=Latn LR; grc=Grek GR; gsw=Latn CH; gu=Gujr IN;
guc=Latn CO; gur=Latn GH; guz=Latn KE; gv=Latn IM; gwi=Latn CA; ha=Latn NG; ha_CM=Arab CM; ha_SD=Arab SD;
hai=Latn CA; hak=Hans CN; hak_Hant=Hant TW; hak_TW=Hant TW; haw=Latn US; hax=Latn CA; he=Hebr IL; hi=Deva
IN; hif=Deva FJ; hil=Latn PH; hit=Xsux TR; hmn=Latn CN; hnj=Hmnp US; hnj_Hmng=Hmng LA; ho=Latn PG;
hr=Latn HR; hrx=Latn BR; hsb=Latn DE; hsn=Hans CN; ht=Latn HT; hu=Latn HU; hup=Latn US; hur=Latn CA;
hy=Armn AM; hz=Latn NA; ia=Latn 001; iba=Latn MY; ibb=Latn NG; id=Latn ID; ie=Latn EE; ig=Latn NG;
ii=Yiii CN; ik=Latn US; ikt=Latn CA; ilo=Latn PH; inh=Cyrl RU; io=Latn 001; is=Latn IS; isv=Latn 001;
it=Latn IT; iu=Cans CA; izh=Latn RU; ja=Jpan JP; jam=Latn JM; jbo=Latn 001; jgo=Latn CM; jmc=Latn TZ;
jpr=Hebr IL; jrb=Hebr IL; jut=Latn DK; jv=Latn ID; ka=Geor GE; kaa=Cyrl UZ; kab=Latn DZ; kac=Latn MM;
kaj=Latn NG; kam=Latn KE; kaw=Bali ID; kbd=Cyrl RU; kbl=Latn TD; kcg=Latn NG; kde=Latn TZ; kea=Latn CV;
kek=Latn GT; ken=Latn CM; kfo=Latn CI; kg=Latn CD; kgp=Latn BR; kha=Latn IN; kho=Brah IR; khq=Latn ML;
khw=Arab PK; ki=Latn KE; kiu=Latn TR; kj=Latn NA; kk=Cyrl KZ; kk_AF=Arab AF; kk_Arab=Arab CN; kk_CN=Arab
CN; kk_IR=Arab IR; kk_MN=Arab MN; kkj=Latn CM; kl=Latn GL; kln=Latn KE; km=Khmr KH; kmb=Latn AO; kn=Knda
IN; ko=Kore KR; koi=Cyrl RU; kok=Deva IN; kos=Latn FM; kpe=Latn LR; kr=Latn NG; krc=Cyrl RU; kri=Latn SL;
krj=Latn PH; krl=Latn RU; kru=Deva IN; ks=Arab IN; ksb=Latn TZ; ksf=Latn CM; ksh=Latn DE; ku=Latn TR;
ku_AM=Cyrl AM; ku_AZ=Cyrl AZ; ku_Arab=Arab IQ; ku_Cyrl=Cyrl AM; ku_GE=Cyrl GE; ku_IQ=Arab IQ; ku_IR=Arab
IR; ku_LB=Arab LB; ku_TM=Cyrl TM; ku_Yezi=Yezi GE; kum=Cyrl RU; kut=Latn CA; kv=Cyrl RU; kw=Latn GB;
kwk=Latn CA; kxv=Latn IN; ky=Cyrl KG; ky_Arab=Arab CN; ky_CN=Arab CN; ky_Latn=Latn TR; ky_TR=Latn TR;
la=Latn VA; lad=Hebr IL; lag=Latn TZ; lah=Arab PK; lam=Latn ZM; lb=Latn LU; lez=Cyrl RU; lfn=Latn 001;
lg=Latn UG; li=Latn NL; lij=Latn IT; lil=Latn CA; liv=Latn LV; lkt=Latn US; lld=Latn IT; lmo=Latn IT;
ln=Latn CD; lo=Laoo LA; lol=Latn CD; lou=Latn US; loz=Latn ZM; lrc=Arab IR; lsm=Latn UG; lt=Latn LT;
ltg=Latn LV; lu=Latn CD; lua=Latn CD; lui=Latn US; lun=Latn ZM; luo=Latn KE; lus=Latn IN; luy=Latn KE;
lv=Latn LV; lzh=Hant CN; lzz=Latn TR; lzz_GE=Geor GE; lzz_Geor=Geor GE; mad=Latn ID; maf=Latn CM;
mag=Deva IN; mai=Deva IN; mak=Latn ID; man=Latn GM; man_Nkoo=Nkoo GN; mas=Latn KE; mde=Arab TD; mdf=Cyrl
RU; mdr=Latn ID; men=Latn SL; mer=Latn KE; mfe=Latn MU; mg=Latn MG; mga=Latg IE; mgh=Latn MZ; mgo=Latn
CM; mh=Latn MH; mhn=Latn IT; mi=Latn NZ; mic=Latn CA; mid=Mand IQ; min=Latn ID; mk=Cyrl MK; ml=Mlym IN;
mn=Cyrl MN; mn_CN=Mong CN; mn_Mong=Mong CN; mnc=Mong CN; mni=Beng IN; moe=Latn CA; moh=Latn CA; mos=Latn
BF; mr=Deva IN; mrh=Latn IN; mrj=Cyrl RU; ms=Latn MY; ms_CC=Arab CC; mt=Latn MT; mua=Latn CM; mus=Latn
US; mwl=Latn PT; mwr=Deva IN; mwv=Latn ID; mww=Hmnp US; my=Mymr MM; mye=Latn GA; myv=Cyrl RU; mzn=Arab
IR; na=Latn NR; nan=Hans CN; nan_Hant=Hant TW; nan_MO=Hant MO; nan_TW=Hant TW; nap=Latn IT; naq=Latn NA;
nb=Latn NO; nd=Latn ZW; nds=Latn DE; ne=Deva NP; new=Deva NP; ng=Latn NA; nia=Latn ID; niu=Latn NU;
njo=Latn IN; nl=Latn NL; nmg=Latn CM; nn=Latn NO; nnh=Latn CM; nnp=Wcho IN; no=Latn NO; nog=Cyrl RU;
non=Runr SE; nov=Latn 001; nqo=Nkoo GN; nr=Latn ZA; nso=Latn ZA; nus=Latn SS; nv=Latn US; nwc=Newa NP;
ny=Latn MW; nym=Latn TZ; nyn=Latn UG; nyo=Latn UG; nzi=Latn GH; oc=Latn FR; oj=Cans CA; ojb=Latn CA;
ojc=Latn CA; ojs=Cans CA; ojw=Latn CA; oka=Latn CA; om=Latn ET; or=Orya IN; os=Cyrl GE; osa=Osge US;
ota=Arab TR; pa=Guru IN; pa_Arab=Arab PK; pa_PK=Arab PK; pag=Latn PH; pal=Phli IR; pal_Phlp=Phlp CN;
pam=Latn PH; pap=Latn CW; pau=Latn PW; pcd=Latn FR; pcm=Latn NG; pdc=Latn US; pdt=Latn CA; peo=Xpeo IR;
pfl=Latn DE; phn=Phnx LB; pi=Latn GB; pi_Deva=Deva IN; pi_IN=Deva IN; pi_LK=Sinh LK; pi_MM=Mymr MM;
pi_Mymr=Mymr MM; pi_Sinh=Sinh LK; pi_TH=Thai TH; pi_Thai=Thai TH; pis=Latn SB; pl=Latn PL; pms=Latn IT;
pnt=Grek GR; pnt_Cyrl=Cyrl RU; pnt_Latn=Latn TR; pnt_RU=Cyrl RU; pnt_TR=Latn TR; pon=Latn FM; pqm=Latn
CA; prg=Latn PL; pro=Latn FR; ps=Arab AF; pt=Latn BR; qu=Latn PE; quc=Latn GT; qug=Latn EC; raj=Deva IN;
rap=Latn CL; rar=Latn CK; rej=Latn ID; rgn=Latn IT; rhg=Rohg MM; rif=Latn MA; rm=Latn CH; rn=Latn BI;
ro=Latn RO; rof=Latn TZ; rom=Latn RO; rtm=Latn FJ; ru=Cyrl RU; rue=Cyrl UA; rug=Latn SB; rup=Latn RO;
rw=Latn RW; rwk=Latn TZ; sa=Deva IN; sad=Latn TZ; sah=Cyrl RU; sam=Samr PS; saq=Latn KE; sas=Latn ID;
sat=Olck IN; saz=Saur IN; sba=Latn TD; sbp=Latn TZ; sc=Latn IT; scn=Latn IT; sco=Latn GB; sd=Arab PK;
sd_Deva=Deva IN; sd_IN=Deva IN; sd_Khoj=Khoj IN; sd_Sind=Sind IN; sdc=Latn IT; sdh=Arab IR; se=Latn NO;
see=Latn US; seh=Latn MZ; sei=Latn MX; sel=Cyrl RU; ses=Latn ML; sg=Latn CF; sga=Latn IE; sgs=Latn LT;
shi=Tfng MA; shn=Mymr MM; shu=Arab TD; si=Sinh LK; sid=Latn ET; sjd=Cyrl RU; sje=Latn SE; sju=Latn SE;
sk=Latn SK; skr=Arab PK; sl=Latn SI; slh=Latn US; sli=Latn PL; sly=Latn ID; sm=Latn WS; sma=Latn SE;
smj=Latn SE; smn=Latn FI; sms=Latn FI; sn=Latn ZW; snk=Latn ML; so=Latn SO; sog=Sogd UZ; sq=Latn AL;
sr=Cyrl RS; sr_ME=Latn ME; sr_RO=Latn RO; sr_TR=Latn TR; srn=Latn SR; srr=Latn SN; ss=Latn ZA; ssy=Latn
ER; st=Latn ZA; stq=Latn DE; str=Latn CA; su=Latn ID; suk=Latn TZ; sus=Latn GN; suz=Deva NP; sv=Latn SE;
sw=Latn TZ; swb=Arab YT; syc=Syrc TR; syr=Syrc IQ; szl=Latn PL; ta=Taml IN; tce=Latn CA; tcy=Knda IN;
te=Telu IN; tem=Latn SL; teo=Latn UG; ter=Latn BR; tet=Latn TL; tg=Cyrl TJ; tg_Arab=Arab PK; tg_PK=Arab
PK; tgx=Latn CA; th=Thai TH; tht=Latn CA; ti=Ethi ET; tig=Ethi ER; tiv=Latn NG; tk=Latn TM; tkl=Latn TK;
tkr=Latn AZ; tl=Latn PH; tli=Latn US; tly=Latn AZ; tmh=Latn NE; tn=Latn ZA; to=Latn TO; tog=Latn MW;
tok=Latn 001; tpi=Latn PG; tr=Latn TR; tru=Latn TR; trv=Latn TW; trw=Arab PK; ts=Latn ZA; tsd=Grek GR;
tsi=Latn CA; tt=Cyrl RU; ttm=Latn CA; ttt=Latn AZ; tum=Latn MW; tvl=Latn TV; twq=Latn NE; ty=Latn PF;
tyv=Cyrl RU; tzm=Latn MA; udm=Cyrl RU; ug=Arab CN; ug_Cyrl=Cyrl KZ; ug_KZ=Cyrl KZ; ug_MN=Cyrl MN;
uga=Ugar SY; uk=Cyrl UA; umb=Latn AO; und=Latn US; und_AE=Arab AE; und_AF=Arab AF; und_AM=Armn AM;
und_Adlm=Adlm GN; und_Aghb=Aghb AZ; und_Ahom=Ahom IN; und_Arab=Arab EG; und_Arab_AF=Arab AF;
und_Arab_AZ=Arab AZ; und_Arab_BN=Arab BN; und_Arab_CC=Arab CC; und_Arab_CN=Arab CN; und_Arab_GB=Arab GB;
und_Arab_ID=Arab ID; und_Arab_IN=Arab IN; und_Arab_IR=Arab IR; und_Arab_KH=Arab KH; und_Arab_MM=Arab MM;
und_Arab_MN=Arab MN; und_Arab_MU=Arab MU; und_Arab_NG=Arab NG; und_Arab_PK=Arab PK; und_Arab_TH=Arab TH;
und_Arab_TJ=Arab TJ; und_Arab_TR=Arab TR; und_Arab_YT=Arab YT; und_Armi=Armi IR; und_Armn=Armn AM;
und_Avst=Avst IR; und_BD=Beng BD; und_BG=Cyrl BG; und_BH=Arab BH; und_BT=Tibt BT; und_BY=Cyrl BY;
und_Bali=Bali ID; und_Bamu=Bamu CM; und_Bass=Bass LR; und_Batk=Batk ID; und_Beng=Beng BD; und_Berf=Berf
SD; und_Bhks=Bhks IN; und_Bopo=Bopo TW; und_Brah=Brah IN; und_Brai=Brai FR; und_Bugi=Bugi ID;
und_Buhd=Buhd PH; und_CC=Arab CC; und_CN=Hans CN; und_CY=Grek CY; und_Cakm=Cakm BD; und_Cans=Cans CA;
und_Cari=Cari TR; und_Cham=Cham VN; und_Cher=Cher US; und_Chrs=Chrs UZ; und_Copt=Copt EG; und_Cpmn=Cpmn
CY; und_Cprt=Cprt CY; und_Cyrl=Cyrl RU; und_Cyrl_AF=Cyrl AF; und_Cyrl_AL=Cyrl AL; und_Cyrl_AZ=Cyrl AZ;
und_Cyrl_BA=Cyrl BA; und_Cyrl_BG=Cyrl BG; und_Cyrl_GE=Cyrl GE; und_Cyrl_GR=Cyrl GR; und_Cyrl_IR=Cyrl IR;
und_Cyrl_JO=Cyrl JO; und_Cyrl_KG=Cyrl KG; und_Cyrl_MD=Cyrl MD; und_Cyrl_ME=Cyrl ME; und_Cyrl_MK=Cyrl MK;
und_Cyrl_MN=Cyrl MN; und_Cyrl_RO=Cyrl RO; und_Cyrl_RS=Cyrl RS; und_Cyrl_SK=Cyrl SK; und_Cyrl_TJ=Cyrl TJ;
und_Cyrl_TR=Cyrl TR; und_Cyrl_UA=Cyrl UA; und_Cyrl_UZ=Cyrl UZ; und_Cyrl_XK=Cyrl XK; und_DZ=Arab DZ;
und_Deva=Deva IN; und_Deva_BT=Deva BT; und_Deva_FJ=Deva FJ; und_Deva_MU=Deva MU; und_Deva_NP=Deva NP;
und_Deva_PK=Deva PK; und_Diak=Diak MV; und_Dogr=Dogr IN; und_Dupl=Dupl FR; und_EG=Arab EG; und_EH=Arab
EH; und_ER=Ethi ER; und_ET=Ethi ET; und_Egyp=Egyp EG; und_Elba=Elba AL; und_Elym=Elym IR; und_Ethi=Ethi
ET; und_Ethi_ER=Ethi ER; und_GE=Geor GE; und_GR=Grek GR; und_Gara=Gara SN; und_Geor=Geor GE;
und_Glag=Glag BG; und_Gong=Gong IN; und_Gonm=Gonm IN; und_Goth=Goth UA; und_Gran=Gran IN; und_Grek=Grek
GR; und_Grek_TR=Grek TR; und_Gujr=Gujr IN; und_Gukh=Gukh NP; und_Guru=Guru IN; und_HK=Hant HK;
und_Hanb=Hanb TW; und_Hang=Hang KR; und_Hani=Hani CN; und_Hano=Hano PH; und_Hans=Hans CN; und_Hant=Hant
TW; und_Hant_CA=Hant CA; und_Hant_CN=Hant CN; und_Hatr=Hatr IQ; und_Hebr=Hebr IL; und_Hebr_SE=Hebr SE;
und_Hebr_UA=Hebr UA; und_Hebr_US=Hebr US; und_Hira=Hira JP; und_Hluw=Hluw TR; und_Hmng=Hmng LA;
und_Hmnp=Hmnp US; und_Hmnp_AU=Hmnp AU; und_Hmnp_FR=Hmnp FR; und_Hmnp_GF=Hmnp GF; und_Hmnp_LA=Hmnp LA;
und_Hmnp_MM=Hmnp MM; und_Hmnp_SR=Hmnp SR; und_Hmnp_TH=Hmnp TH; und_Hung=Hung HU; und_IL=Hebr IL;
und_IN=Deva IN; und_IQ=Arab IQ; und_IR=Arab IR; und_Ital=Ital IT; und_JO=Arab JO; und_JP=Jpan JP;
und_Jamo=Jamo KR; und_Java=Java ID; und_Jpan=Jpan JP; und_Jurc=Jurc CN; und_KG=Cyrl KG; und_KH=Khmr KH;
und_KM=Arab KM; und_KP=Kore KP; und_KR=Kore KR; und_KW=Arab KW; und_KZ=Cyrl KZ; und_Kali=Kali MM;
und_Kana=Kana JP; und_Kawi=Kawi ID; und_Khar=Khar PK; und_Khmr=Khmr KH; und_Khoj=Khoj IN; und_Kits=Kits
CN; und_Knda=Knda IN; und_Kore=Kore KR; und_Krai=Krai IN; und_Kthi=Kthi IN; und_LA=Laoo LA; und_LB=Arab
LB; und_LK=Sinh LK; und_LY=Arab LY; und_Lana=Lana TH; und_Lana_MM=Lana MM; und_Laoo=Laoo LA;
und_Lepc=Lepc IN; und_Limb=Limb IN; und_Lina=Lina GR; und_Linb=Linb GR; und_Lisu=Lisu CN; und_Lyci=Lyci
TR; und_Lydi=Lydi TR; und_MA=Arab MA; und_MK=Cyrl MK; und_MM=Mymr MM; und_MN=Cyrl MN; und_MO=Hant MO;
und_MR=Arab MR; und_MV=Thaa MV; und_Mahj=Mahj IN; und_Maka=Maka ID; und_Mand=Mand IR; und_Mani=Mani CN;
und_Marc=Marc CN; und_Medf=Medf NG; und_Mend=Mend SL; und_Merc=Merc SD; und_Mero=Mero SD; und_Mlym=Mlym
IN; und_Modi=Modi IN; und_Mong=Mong CN; und_Mroo=Mroo BD; und_Mtei=Mtei IN; und_Mult=Mult PK;
und_Mymr=Mymr MM; und_Mymr_IN=Mymr IN; und_Mymr_TH=Mymr TH; und_NP=Deva NP; und_Nagm=Nagm IN;
und_Nand=Nand IN; und_Narb=Narb SA; und_Nbat=Nbat JO; und_Newa=Newa NP; und_Nkoo=Nkoo GN;
und_Nkoo_ML=Nkoo ML; und_OM=Arab OM; und_Ogam=Ogam IE; und_Olck=Olck IN; und_Onao=Onao IN; und_Orkh=Orkh
MN; und_Orya=Orya IN; und_Osge=Osge US; und_Osma=Osma SO; und_Ougr=Ougr CN; und_PK=Arab PK; und_PS=Arab
PS; und_Palm=Palm SY; und_Pauc=Pauc MM; und_Pcun=Pcun IQ; und_Perm=Perm RU; und_Phag=Phag CN;
und_Phli=Phli IR; und_Phlp=Phlp CN; und_Phnx=Phnx LB; und_Plrd=Plrd CN; und_Prti=Prti IR; und_QA=Arab QA;
und_RS=Cyrl RS; und_RU=Cyrl RU; und_Rjng=Rjng ID; und_Rohg=Rohg MM; und_Runr=Runr SE; und_SA=Arab SA;
und_SD=Arab SD; und_SS=Arab SS; und_SY=Arab SY; und_Samr=Samr IL; und_Sarb=Sarb YE; und_Saur=Saur IN;
und_Seal=Seal CN; und_Sgnw=Sgnw US; und_Shaw=Shaw GB; und_Shrd=Shrd IN; und_Sidd=Sidd IN; und_Sidt=Sidt
TR; und_Sind=Sind IN; und_Sinh=Sinh LK; und_Sogd=Sogd UZ; und_Sogo=Sogo UZ; und_Sora=Sora IN;
und_Soyo=Soyo MN; und_Sund=Sund ID; und_Sunu=Sunu NP; und_Sylo=Sylo BD; und_Syrc=Syrc IQ; und_TD=Arab TD;
und_TH=Thai TH; und_TJ=Cyrl TJ; und_TN=Arab TN; und_TW=Hant TW; und_Tagb=Tagb PH; und_Takr=Takr IN;
und_Tale=Tale CN; und_Talu=Talu CN; und_Taml=Taml IN; und_Tang=Tang CN; und_Tavt=Tavt VN; und_Tayo=Tayo
VN; und_Telu=Telu IN; und_Tfng=Tfng MA; und_Tglg=Tglg PH; und_Thaa=Thaa MV; und_Thai=Thai TH;
und_Thai_CN=Thai CN; und_Thai_KH=Thai KH; und_Thai_LA=Thai LA; und_Tibt=Tibt CN; und_Tibt_BT=Tibt BT;
und_Tirh=Tirh IN; und_Tnsa=Tnsa IN; und_Todr=Todr AL; und_Tols=Tols IN; und_Toto=Toto IN; und_Tutg=Tutg
IN; und_UA=Cyrl UA; und_Ugar=Ugar SY; und_Vaii=Vaii LR; und_Vith=Vith AL; und_Wara=Wara IN; und_Wcho=Wcho
IN; und_Xpeo=Xpeo IR; und_Xsux=Xsux IQ; und_YE=Arab YE; und_Yezi=Yezi GE; und_Yiii=Yiii CN; und_Zanb=Zanb
MN; ur=Arab PK; uz=Latn UZ; uz_AF=Arab AF; uz_Arab=Arab AF; uz_CN=Cyrl CN; vai=Vaii LR; ve=Latn ZA;
vec=Latn IT; vep=Latn RU; vi=Latn VN; vls=Latn BE; vmf=Latn DE; vmw=Latn MZ; vo=Latn 001; vot=Latn RU;
vro=Latn EE; vun=Latn TZ; wa=Latn BE; wae=Latn CH; wal=Ethi ET; war=Latn PH; was=Latn US; wbp=Latn AU;
wo=Latn SN; wuu=Hans CN; xal=Cyrl RU; xdq=Cyrl RU; xh=Latn ZA; xmf=Geor GE; xnr=Deva IN; xog=Latn UG;
yao=Latn MZ; yap=Latn FM; yav=Latn CM; ybb=Latn CM; yi=Hebr UA; yo=Latn NG; yrl=Latn BR; yue=Hant HK;
yue_CN=Hans CN; yue_Hans=Hans CN; za=Latn CN; zap=Latn MX; zea=Latn NL; zen=Tfng MR; zgh=Tfng MA; zh=Hans
CN; zh_AU=Hant AU; zh_BN=Hant BN; zh_Bopo=Bopo TW; zh_GB=Hant GB; zh_GF=Hant GF; zh_HK=Hant HK;
zh_Hanb=Hanb TW; zh_Hant=Hant TW; zh_ID=Hant ID; zh_MO=Hant MO; zh_PA=Hant PA; zh_PF=Hant PF; zh_PH=Hant
PH; zh_SR=Hant SR; zh_TH=Hant TH; zh_TW=Hant TW; zh_US=Hant US; zh_VN=Hant VN; zu=Latn ZA; zun=Latn US;
zza=Latn TR
"""
"""The script and the country of a language, if none is said."""

PARENTS = """
en_001=en_150 en_AG en_AI en_AU en_BB en_BM en_BS en_BW en_BZ en_CC en_CK en_CM en_CX en_CY en_DG en_DM
en_ER en_FJ en_FK en_FM en_GB en_GD en_GG en_GH en_GI en_GM en_GS en_GY en_HK en_ID en_IE en_IL en_IM
en_IN en_IO en_JE en_JM en_KE en_KI en_KN en_KY en_LC en_LR en_LS en_MG en_MO en_MS en_MT en_MU en_MV
en_MW en_MY en_NA en_NF en_NG en_NR en_NU en_NZ en_PG en_PK en_PN en_PW en_RW en_SB en_SC en_SD en_SG
en_SH en_SL en_SS en_SX en_SZ en_TC en_TK en_TO en_TT en_TV en_TZ en_UG en_VC en_VG en_VU en_WS en_ZA
en_ZM en_ZW; en_150=en_AT en_BE en_CH en_CZ en_DE en_DK en_EE en_ES en_FI en_FR en_GE en_HU en_IT en_LT
en_LV en_NL en_NO en_PL en_PT en_RO en_SE en_SI en_SK en_UA; en_IN=hi_Latn; es_419=es_AR es_BO es_BR
es_BZ es_CL es_CO es_CR es_CU es_DO es_EC es_GT es_HN es_JP es_MX es_NI es_PA es_PE es_PR es_PY es_SV
es_US es_UY es_VE; no=nb nn no_NO; pt_PT=pt_AO pt_CH pt_CV pt_FR pt_GQ pt_GW pt_LU pt_MO pt_MZ pt_ST
pt_TL; zh_Hant_HK=zh_Hant_MO
"""
"""Whose words a country shares, where it is not the language alone."""

REGIONS = """
aa=DJ ER ET; ab=GE; ady=JO RU TR; af=NA ZA; agq=CM; ak=GH; am=ET; an=ES; ann=NG; apc=SY; ar=AE BH DJ DZ
EG EH ER IL IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SS SY TD TN YE; arn=CL; ary=MA; as=IN; asa=TZ;
ast=ES; az=AZ IQ IR TR; ba=RU; bal=PK; bas=CM; be=BY; bem=ZM; bew=ID; bez=TZ; bg=BG; bgc=IN; bgn=AE AF IR
OM PK; bho=IN; blo=BJ; blt=VN; bm=ML; bn=BD IN; bo=CN IN; bqi=IR; br=FR; brh=PK; brx=IN; bs=BA; bss=CM;
bua=RU; byn=ER; ca=AD ES FR IT; cad=US; cch=NG; ccp=BD IN; ce=RU; ceb=PH; cgg=UG; cho=US; chr=US; cic=US;
ckb=IQ IR; co=FR; cop=EG; cs=CZ; csw=CA; cu=RU; cv=RU; cy=GB; da=DK GL; dav=KE; de=AT BE CH DE IT LI LU;
dje=NE; doi=IN; dsb=DE; dua=CM; dv=MV; dyo=SN; dz=BT; ebu=KE; ee=GH TG; el=CY GR; en=AE AG AI AS AT AU BB
BE BI BM BS BW BZ CA CC CH CK CM CX CY CZ DE DG DK DM EE ER ES FI FJ FK FM FR GB GD GE GG GH GI GM GS GU
GY HK HU ID IE IL IM IN IO IT JE JM JP KE KI KN KY LC LR LS LT LV MG MH MO MP MS MT MU MV MW MY NA NF NG
NL NO NR NU NZ PG PH PK PL PN PR PT PW RO RW SB SC SD SE SG SH SI SK SL SS SX SZ TC TK TO TT TV TZ UA UG
UM US VC VG VI VU WS ZA ZM ZW; es=AR BO BR BZ CL CO CR CU DO EA EC ES GQ GT HN IC MX NI PA PE PH PR PY SV
US UY VE; et=EE; eu=ES; ewo=CM; fa=AF IR; ff=BF CM GH GM GN GW LR MR NE NG SL SN; fi=FI; fil=PH; fo=DK
FO; fr=BE BF BI BJ BL CA CD CF CG CH CI CM DJ DZ FR GA GF GN GP GQ HT KM LU MA MC MF MG ML MQ MR MU NC NE
PF PM RE RW SC SN SY TD TG TN VU WF YT; frr=DE; fur=IT; fy=NL; ga=GB IE; gaa=GH; gd=GB; gez=ER ET; gl=ES;
gn=PY; gsw=CH FR LI; gu=IN; guz=KE; gv=IM; ha=GH NE NG SD; haw=US; he=IL; hi=IN; hnj=US; hr=BA HR;
hrx=BR; hsb=DE; ht=HT; hu=HU; hy=AM; id=ID; ie=EE; ig=NG; ii=CN; is=IS; it=CH IT SM VA; iu=CA; ja=JP;
jgo=CM; jmc=TZ; jv=ID; ka=GE; kaa=UZ; kab=DZ; kaj=NG; kam=KE; kbd=RU TR; kcg=NG; kde=TZ; kea=CV; kek=GT;
ken=CM; kgp=BR; khq=ML; ki=KE; kk=CN KZ; kkj=CM; kl=GL; kln=KE; km=KH; kn=IN; ko=CN KP KR; kok=IN; kpe=GN
LR; ks=IN; ksb=TZ; ksf=CM; ksh=DE; ku=IQ IR SY TR; kw=GB; kxv=IN; ky=KG; la=VA; lag=TZ; lb=LU; lg=UG;
lij=IT; lkt=US; lld=IT; lmo=IT; ln=AO CD CF CG; lo=LA; lrc=IQ IR; lt=LT; ltg=LV; lu=CD; luo=KE; luy=KE;
lv=LV; lzz=TR; mai=IN; mas=KE TZ; mdf=RU; mer=KE; mfe=MU; mg=MG; mgh=MZ; mgo=CM; mhn=IT; mi=NZ; mic=CA;
mk=MK; ml=IN; mn=CN MN; mni=IN; moh=CA; mr=IN; mrh=IN MM; ms=BN ID MY SG; mt=MT; mua=CM; mus=US; mww=US;
my=MM; myv=RU; mzn=IR; naq=NA; nb=NO SJ; nd=ZW; nds=DE NL; ne=IN NP; nl=AW BE BQ CW NL SR SX; nmg=CM;
nn=NO; nnh=CM; nqo=GN; nr=ZA; nso=ZA; nus=SS; nv=US; ny=MW; nyn=UG; oc=ES FR; oka=CA US; om=ET KE; or=IN;
os=GE RU; osa=US; pa=IN PK; pap=AW CW; pcm=NG; pi=GB; pis=SB; pl=PL; pms=IT; prg=PL; ps=AF PK; pt=AO BR
CH CV GQ GW LU MO MZ PT ST TL; qu=BO EC PE; quc=GT; raj=IN; rhg=BD MM; rif=MA; rm=CH; rn=BI; ro=MD RO;
rof=TZ; ru=BY KG KZ MD RU UA; rw=RW; rwk=TZ; sa=IN; sah=RU; saq=KE; sat=IN; sbp=TZ; sc=IT; scn=IT; sd=IN
PK; sdh=IQ IR; se=FI NO SE; seh=MZ; ses=ML; sg=CF; sgs=LT; shi=MA; shn=MM TH; si=LK; sid=ET; sk=SK;
skr=PK; sl=SI; sma=NO SE; smj=NO SE; smn=FI; sms=FI; sn=ZW; so=DJ ET KE SO; sq=AL MK XK; sr=BA ME RS XK;
ss=SZ ZA; ssy=ER; st=LS ZA; su=ID; sus=GN SL; suz=NP; sv=AX FI SE; sw=CD KE TZ UG; syr=IQ SY; szl=PL;
ta=IN LK MY SG; te=IN; teo=KE UG; tg=TJ; th=TH; ti=ER ET; tig=ER; tk=TM; tn=BW ZA; to=TO; tpi=PG; tr=CY
TR; trv=TW; trw=PK; ts=ZA; tt=RU; twq=NE; tyv=RU; tzm=MA; ug=CN; uk=UA; ur=IN PK; uz=AF UZ; vai=LR;
ve=ZA; vec=IT; vi=VN; vmw=MZ; vun=TZ; wa=BE; wae=CH; wal=ET; wbp=AU; wo=SN; xdq=RU; xh=ZA; xnr=IN;
xog=UG; yav=CM; yi=UA; yo=BJ NG; yrl=BR CO VE; yue=CN HK MO; za=CN; zgh=MA; zh=CN HK MO MY SG TW; zu=ZA
"""
"""The countries for which a language has a locale."""
