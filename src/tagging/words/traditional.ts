// Traditional characters that occur in names of goods, each before its simplified form. Data only.

const PAIRS =
  '佈布側侧萬万與与專专業业東东絲丝個个豐丰為为樂乐習习書书買买雲云倉仓儀仪優优傳传體体儲储兒儿興兴養养淨净準准剛刚創创製制劑剂辦办務务動动勞劳醫医華华協协單单捲卷廠厂廳厅壓压雙双發发髮发變变臺台號号聽听員员響响國国圖图圓圆場场塊块' +
  '墊垫牆墙聲声殼壳備备頭头夾夹學学寧宁寶宝實实寵宠賓宾對对導导爾尔塵尘屬属帶带庫库開开張张強强錄录總总恆恒戲戏戶户擴扩掃扫護护報报擬拟掛挂擋挡損损換换據据攝摄擺摆數数無无顯显曬晒術术機机桿杆條条來来鬆松極极櫃柜標标樹树樁桩' +
  '檢检樓楼檻槛歐欧氣气漢汉潔洁溫温遊游濕湿滾滚濾滤潛潜燈灯靈灵點点熱热銲焊愛爱貓猫瑪玛環环現现電电監监蓋盖盤盘碼码碩硕禮礼離离積积筆笔紅红級级紀纪納纳紙纸線线組组終终綁绑絨绒繞绕續续繩绳維维纜缆編编纏缠縮缩網网羅罗聯联勝胜' +
  '膠胶腦脑腳脚臉脸艦舰藝艺萊莱螢萤營营薩萨藍蓝虛虚蟎螨補补錶表裝装觀观覓觅視视覽览觸触計计訓训記记論论設设詞词譯译詩诗話话語语說说諾诺課课調调貝贝貨货購购貼贴費费賃赁賽赛贈赠踐践車车轉转輪轮軟软軸轴輕轻載载邊边達达過过運运' +
  '遠远適适選选遙遥裡里鈦钛鋼钢鉤钩鐵铁鈴铃鋁铝銀银鏈链銷销鎖锁鋰锂鍋锅鍵键鏡镜長长門门閃闪問问間间閥阀陽阳際际險险隨随霧雾麵面順顺須须頻频風风飛飞飯饭馬马驅驱駛驶駕驾騎骑鯨鲸鳥鸟龍龙';

const FROM = 0x4e00;
const TO = 0x9fff;

/** The simplified form of a character by its code; of a character that is not traditional, or no Han character, 0. */
const SIMPLIFIED = new Uint16Array(TO - FROM + 1);
for (let at = 0; at < PAIRS.length; at += 2)
  SIMPLIFIED[PAIRS.charCodeAt(at) - FROM] = PAIRS.charCodeAt(at + 1);

/** The code of the simplified form of a traditional character; 0 for any other code. */
export function simplifiedCode(code: number): number {
  return SIMPLIFIED[code - FROM] ?? 0;
}
