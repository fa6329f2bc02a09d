"""Room `report`: findings in words and pictures, as one self-contained HTML page."""




